package armo_builtins

import rego.v1

import data.breakwater.cilium
import data.breakwater.selectors
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	labels := workloads.pod_labels(workload)
	not is_selected(workloads.namespace(workload), labels)
	msga := {
		"alertMessage": sprintf("%v: %v %v ingress/egress defined", [workload.kind, workload.metadata.name, lacks(workload)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

lacks(workload) := "does not have" if workload.kind == "Pod"

lacks(workload) := "has Pods which don't have" if workload.kind != "Pod"

is_selected(namespace, labels) if {
	some selector in policies.kubernetes[namespace]
	selects(selector, labels)
}

is_selected(namespace, labels) if {
	some selector in policies.cilium[namespace]
	selectors.matches(selector, cilium.labels_of(namespace, labels))
}

is_selected(namespace, labels) if {
	some selector in policies.clusterwide
	selectors.matches(selector, cilium.labels_of(namespace, labels))
}

selects(selector, labels) if {
	not strict
	selectors.matches(selector, labels)
}

selects(selector, _) if {
	strict
	count(selector) == 0
}

selects(selector, labels) if {
	strict
	is_object(selector.matchLabels)
	selectors.matches_labels(selector, labels)
}

# Selectors of the policies that restrict something. They do not depend on the workload, so they
# are worked out once.
policies := {
	"kubernetes": {namespace: found |
		some namespace in namespaces_of("NetworkPolicy")
		found := [selector |
			some policy in input
			policy.kind == "NetworkPolicy"
			workloads.namespace(policy) == namespace
			restricts(policy.spec)
			selector := selector_of(policy.spec, "podSelector")
		]
	},
	"cilium": {namespace: found |
		some namespace in namespaces_of("CiliumNetworkPolicy")
		found := [selector |
			some policy in input
			policy.kind == "CiliumNetworkPolicy"
			workloads.namespace(policy) == namespace
			some selector in endpoint_selectors(policy)
		]
	},
	"clusterwide": [selector |
		some policy in input
		policy.kind == "CiliumClusterwideNetworkPolicy"
		some selector in endpoint_selectors(policy)
	],
}

namespaces_of(kind) := {workloads.namespace(policy) |
	some policy in input
	policy.kind == kind
}

# Kubernetes takes a policy that names no direction as one for ingress.
restricts(_) if not strict

restricts(spec) if {
	some field in ["policyTypes", "ingress", "egress"]
	is_array(spec[field])
}

endpoint_selectors(policy) := [cilium.endpoint_selector(spec) |
	some spec in cilium.specs(policy)
	restricts_endpoints(spec)
]

restricts_endpoints(spec) if cilium.denies_by_default(spec)

# Published behaviour: rules count even when they deny nothing.
restricts_endpoints(spec) if {
	strict
	some direction in ["ingress", "egress"]
	cilium.has_rules(spec, direction)
}

selector_of(spec, field) := selector if {
	selector := spec[field]
	is_object(selector)
} else := {}

strict if data.compatibility.strict == true
