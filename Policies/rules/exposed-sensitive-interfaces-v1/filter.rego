package armo_builtins

import rego.v1

import data.breakwater.workloads

# Tested: workloads with the name of a sensitive interface.
deny contains msga if {
	some workload in input
	workloads.pod_spec(workload)
	some name in data.postureControlInputs.sensitiveInterfaces
	contains(workload.metadata.name, name)
	msga := {
		"alertMessage": sprintf("wl: %v is in the cluster", [workload.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}
