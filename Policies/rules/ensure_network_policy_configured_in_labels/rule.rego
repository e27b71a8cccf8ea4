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
		"alertMessage": sprintf("%v: no networkpolicy configured in labels", [workload.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

is_selected(namespace, labels) if {
	some policy in policies.kubernetes
	policy.namespace == namespace
	selects(policy.selector, labels)
}

is_selected(namespace, labels) if {
	some policy in policies.cilium
	policy.namespace == namespace
	selectors.matches(policy.selector, cilium.labels_of(namespace, labels))
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

# They do not depend on the workload, so they are worked out once.
policies := {
	"kubernetes": [{"namespace": workloads.namespace(policy), "selector": policy.spec.podSelector} |
		some policy in input
		policy.kind == "NetworkPolicy"
	],
	"cilium": [{"namespace": workloads.namespace(policy), "selector": selector} |
		some policy in input
		policy.kind == "CiliumNetworkPolicy"
		some selector in endpoint_selectors(policy)
	],
	"clusterwide": [selector |
		some policy in input
		policy.kind == "CiliumClusterwideNetworkPolicy"
		some selector in endpoint_selectors(policy)
	],
}

endpoint_selectors(policy) := [cilium.endpoint_selector(spec) |
	some spec in cilium.specs(policy)
	restricts(spec)
]

restricts(spec) if cilium.denies_by_default(spec)

# Published behaviour: rules count even when they deny nothing.
restricts(spec) if {
	strict
	some direction in ["ingress", "egress"]
	cilium.has_rules(spec, direction)
}

strict if data.compatibility.strict == true
