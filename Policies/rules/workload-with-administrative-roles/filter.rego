package armo_builtins

import rego.v1

import data.breakwater.workloads

# Tested: the workloads. Accounts and bindings are only looked up.
deny contains msga if {
	some workload in input
	workloads.pod_spec(workload)
	msga := {
		"alertMessage": sprintf("%v: %v", [workload.kind, workload.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 0,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}
