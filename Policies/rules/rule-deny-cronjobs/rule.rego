package armo_builtins

import rego.v1

deny contains msga if {
	some workload in input
	workload.kind == "CronJob"
	msga := {
		"alertMessage": sprintf("the following cronjobs are defined: %v", [workload.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 2,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}
