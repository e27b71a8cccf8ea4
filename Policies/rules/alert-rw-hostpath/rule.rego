package armo_builtins

import rego.v1

import data.breakwater.volumes
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	names := {volume.name | some volume in volumes.host_paths(workload)}
	some entry in checked_containers(workload)
	some index, mount in entry.container.volumeMounts
	mount.name in names
	not mount.readOnly == true
	path := sprintf("%s.volumeMounts[%d].readOnly", [entry.path, index])
	msga := {
		"alertMessage": sprintf("%v: %v has: %v as hostPath volume", [kind_in_message(workload), workload.metadata.name, mount.name]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [path | entry.list == "ephemeralContainers"],
		"fixPaths": [{"path": path, "value": "true"} | entry.list != "ephemeralContainers"],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

kind_in_message(workload) := "pod" if workload.kind == "Pod"

else := workload.kind

checked_containers(workload) := workloads.containers_in(workload, ["containers", "initContainers"]) if strict

# An ephemeral container cannot be changed once it is there, so it gets no fix.
checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
