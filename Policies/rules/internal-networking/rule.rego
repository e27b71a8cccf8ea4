package armo_builtins

import rego.v1

import data.breakwater.cilium
import data.breakwater.workloads

deny contains msga if {
	some namespace in input
	namespace.kind == "Namespace"
	not namespaces_with_policy[namespace.metadata.name]
	not covered_by_cluster_policy
	msga := {
		"alertMessage": sprintf("no policy is defined for namespace %v", [namespace.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 9,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [namespace]},
	}
}

namespaces_with_policy := {workloads.namespace(policy): true |
	some policy in input
	policy.kind in {"NetworkPolicy", "CiliumNetworkPolicy"}
}

# A cluster-wide Cilium policy stands for a policy in every namespace when it selects every endpoint and denies what
# nobody allows.
covered_by_cluster_policy if {
	some policy in input
	policy.kind == "CiliumClusterwideNetworkPolicy"
	some spec in cilium.specs(policy)
	cilium.denies_by_default(spec)
	selects_everything(spec.endpointSelector)
}

selects_everything(selector) if {
	count(object.get(selector, "matchLabels", {})) == 0
	count(object.get(selector, "matchExpressions", [])) == 0
}
