package armo_builtins

import rego.v1

import data.breakwater.volumes
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	some volume in volumes.host_paths(workload)
	some paths in removals(workload, volume)
	msga := {
		"alertMessage": sprintf("%v: %v has: %v as hostPath volume", [kind_in_message(workload), workload.metadata.name, volume.name]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"deletePaths": paths,
		"failedPaths": paths,
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

kind_in_message(workload) := "pod" if workload.kind == "Pod"

else := workload.kind

removals(workload, volume) := [volumes.removals(workload, volume)] if not strict

removals(workload, volume) := volumes.removals_by_container(
	workloads.containers_in(workload, ["containers", "initContainers"]),
	volume,
) if {
	strict
}

strict if data.compatibility.strict == true
