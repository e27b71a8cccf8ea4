package armo_builtins

import rego.v1

import data.breakwater.volumes
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	names := {volume.name | some volume in volumes.host_paths(workload)}
	count(names) > 0
	some entry in checked_containers(workload)
	some index, mount in entry.container.volumeMounts
	mount.name in names
	not mount.readOnly == true
	path := sprintf("%s.volumeMounts[%d].readOnly", [entry.path, index])
	msga := {
		"alertMessage": message(workload, entry.container, mount),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [path | entry.list == "ephemeralContainers"],
		"fixPaths": [{"path": path, "value": "true"} | entry.list != "ephemeralContainers"],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

message(workload, container, mount) := sprintf("%v may write to hostPath volume: %v", [
	trim_space(workloads.container_line(workload, container)),
	mount.name,
]) if {
	not strict
}

message(workload, _, mount) := sprintf("%v: %v has: %v as hostPath volume", [kind, workload.metadata.name, mount.name]) if {
	strict
	kind := object.get({"Pod": "pod"}, workload.kind, workload.kind)
}

checked_containers(workload) := workloads.containers_in(workload, ["containers", "initContainers"]) if strict

# An ephemeral container cannot be changed once it is there, so it gets no fix.
checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
