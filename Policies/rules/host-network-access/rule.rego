package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	workloads.pod_spec(workload).hostNetwork == true
	path := sprintf("%s.hostNetwork", [workloads.pod_spec_prefix(workload)])
	msga := {
		"alertMessage": sprintf("%v: %v %v to the host network", [workload.kind, workload.metadata.name, connected(workload)]),
		"packagename": "armo_builtins",
		"alertScore": 9,
		"deletePaths": [path],
		"failedPaths": [path],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

connected(workload) := "is connected" if workload.kind == "Pod"

connected(workload) := "has a pod connected" if workload.kind != "Pod"
