package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	workloads.pod_spec(workload)
	workload.metadata.namespace == "default"
	msga := finding(workload, ["metadata.namespace"], [])
}

deny contains msga if {
	some workload in input
	strict
	workloads.pod_spec(workload)
	not workload.metadata.namespace
	msga := finding(workload, [], [{"path": "metadata.namespace", "value": "YOUR_NAMESPACE"}])
}

finding(workload, paths, fixes) := {
	"alertMessage": sprintf("%v: %v has pods running in the 'default' namespace", [workload.kind, workload.metadata.name]),
	"packagename": "armo_builtins",
	"alertScore": 3,
	"reviewPaths": paths,
	"failedPaths": paths,
	"fixPaths": fixes,
	"alertObject": {"k8sApiObjects": [workload]},
}

strict if data.compatibility.strict == true
