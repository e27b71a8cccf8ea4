package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	some entry in checked_containers(workload)
	not has_limit(workload, entry.container)
	msga := {
		"alertMessage": sprintf("%v does not have memory-limit or request", [workloads.container_heading(workload, entry.container)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": [{"path": sprintf("%s.resources.limits.memory", [entry.path]), "value": "YOUR_VALUE"}],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

has_limit(_, container) if container.resources.limits.memory

has_limit(workload, _) if {
	not strict
	workloads.pod_resource(workload, "limits", "memory")
}

checked_containers(workload) := workloads.main_containers(workload) if strict

# An ephemeral container cannot declare resources.
checked_containers(workload) := workloads.containers_in(workload, ["containers", "initContainers"]) if not strict

strict if data.compatibility.strict == true
