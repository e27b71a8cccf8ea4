package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	some field in ["hostPID", "hostIPC"]
	spec[field] == true
	path := sprintf("%s.%s", [workloads.pod_spec_prefix(workload), field])
	wording := wordings(workload)
	msga := {
		"alertMessage": sprintf("%v: %v %v %v enabled", [workload.kind, workload.metadata.name, wording.verb, field]),
		"packagename": "armo_builtins",
		"alertScore": wording.score,
		"deletePaths": [path],
		"failedPaths": [path],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

wordings(workload) := {"verb": "has", "score": 7} if workload.kind == "Pod"

wordings(workload) := {"verb": "has a pod with", "score": 9} if workload.kind != "Pod"
