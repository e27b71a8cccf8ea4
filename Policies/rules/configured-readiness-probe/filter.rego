package armo_builtins

import rego.v1

# Tested: what is meant to run on, that is, all but Jobs.
deny contains msga if {
	some workload in input
	is_checked(workload)
	msga := {
		"alertMessage": sprintf("%v: %v should have a readinessProbe", [workload.kind, workload.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 0,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

is_checked(_) if strict

is_checked(workload) if not workload.kind in {"Job", "CronJob"}

strict if data.compatibility.strict == true
