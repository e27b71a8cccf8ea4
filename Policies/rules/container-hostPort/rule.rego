package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	some entry in checked_containers(workload)
	paths := [path |
		some index, port in entry.container.ports
		port.hostPort
		path := sprintf("%s.ports[%d].hostPort", [entry.path, index])
	]
	count(paths) > 0
	msga := {
		"alertMessage": sprintf("%v has Host-port", [workloads.container_heading(workload, entry.container)]),
		"packagename": "armo_builtins",
		"alertScore": 4,
		"deletePaths": paths,
		"failedPaths": paths,
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

checked_containers(workload) := workloads.main_containers(workload) if strict

# An ephemeral container cannot declare ports.
checked_containers(workload) := workloads.containers_in(workload, ["containers", "initContainers"]) if not strict

strict if data.compatibility.strict == true
