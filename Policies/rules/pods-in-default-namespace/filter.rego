package armo_builtins

import rego.v1

# Tested: workloads that say where they run. A manifest without a namespace gets it from the one who applies it.
deny contains msga if {
	some workload in input
	says_where(workload)
	msga := {
		"alertMessage": sprintf("%v: %v has a namespace", [workload.kind, workload.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 0,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

says_where(_) if strict

says_where(workload) if object.get(workload.metadata, "namespace", "") != ""

strict if data.compatibility.strict == true
