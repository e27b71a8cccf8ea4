package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	some entry in workloads.containers(workload)
	paths := array.concat(capability_paths(entry), privileged_paths(entry))
	count(paths) > 0
	msga := {
		"alertMessage": message(workload, entry.container),
		"packagename": "armo_builtins",
		"alertScore": 3,
		"deletePaths": paths,
		"failedPaths": paths,
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

message(workload, container) := sprintf("%v is privileged", [workloads.container_title(workload, container)]) if not strict

message(workload, _) := published_message(workload) if strict

published_message(workload) := sprintf("the following pods are defined as privileged: %v", [workload.metadata.name]) if {
	workload.kind == "Pod"
} else := sprintf("the following cronjobs are defined as privileged: %v", [workload.metadata.name]) if {
	workload.kind == "CronJob"
} else := sprintf("%v: %v is defined as privileged:", [workload.kind, workload.metadata.name])

privileged_paths(entry) := [path |
	entry.container.securityContext.privileged == true
	path := sprintf("%s.securityContext.privileged", [entry.path])
]

capability_paths(entry) := [path |
	some index, capability in entry.container.securityContext.capabilities.add
	is_administrator(capability)
	path := sprintf("%s.securityContext.capabilities.add[%d]", [entry.path, index])
]

is_administrator(capability) if capability == "SYS_ADMIN"

# Container runtimes ignore case and the CAP_ prefix, and ALL holds SYS_ADMIN too.
is_administrator(capability) if {
	not strict
	trim_prefix(upper(capability), "CAP_") in {"SYS_ADMIN", "ALL"}
}

strict if data.compatibility.strict == true
