package armo_builtins

import rego.v1

# Tested: every workload of a kind that could run an ingress controller.
deny contains msga if {
	some workload in input
	workload.kind in {"Deployment", "DaemonSet", "StatefulSet"}
	msga := {
		"alertMessage": sprintf("%v: %v", [workload.kind, workload.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 0,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}
