package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	some entry in workloads.containers_in(workload, container_lists)
	not entry.container.resources.limits.memory
	msga := {
		"alertMessage": sprintf("%v does not have memory-limit or request", [workloads.container_heading(workload, entry.container)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": [{"path": sprintf("%s.resources.limits.memory", [entry.path]), "value": "YOUR_VALUE"}],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

container_lists := ["containers"] if strict

# An ephemeral container cannot declare resources.
container_lists := ["containers", "initContainers"] if not strict

strict if data.compatibility.strict == true
