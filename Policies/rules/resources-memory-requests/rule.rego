package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	some entry in checked_containers(workload)
	not has_request(workload, entry.container)
	msga := {
		"alertMessage": sprintf("%v does not have memory-limit or request", [workloads.container_heading(workload, entry.container)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": [{"path": sprintf("%s.resources.requests.memory", [entry.path]), "value": "YOUR_VALUE"}],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

has_request(_, container) if container.resources.requests.memory

# The API server makes the limit the request where none is given.
has_request(_, container) if {
	not strict
	container.resources.limits.memory
}

has_request(workload, _) if {
	not strict
	some field in ["limits", "requests"]
	workloads.pod_resource(workload, field, "memory")
}

checked_containers(workload) := workloads.main_containers(workload) if strict

# An ephemeral container cannot declare resources.
checked_containers(workload) := workloads.containers_in(workload, ["containers", "initContainers"]) if not strict

strict if data.compatibility.strict == true
