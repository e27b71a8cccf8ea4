package armo_builtins

import rego.v1

# Tested: all workloads; compatible rules only know those of the namespace kube-system.
deny contains msga if {
	some workload in input
	is_checked(workload)
	msga := {
		"alertMessage": sprintf("%v: %v may use an old registry", [workload.kind, workload.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 0,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

is_checked(_) if not strict

is_checked(workload) if workload.metadata.namespace == "kube-system"

strict if data.compatibility.strict == true
