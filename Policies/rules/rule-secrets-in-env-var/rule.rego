package armo_builtins

import rego.v1

import data.breakwater.workloads

# One key of a Secret.
deny contains msga if {
	some workload in input
	some entry in checked_containers(workload)
	some index, variable in entry.container.env
	variable.valueFrom.secretKeyRef
	msga := finding(workload, sprintf("%s.env[%d]%s", [entry.path, index, inside("name")]))
}

# All keys of a Secret.
deny contains msga if {
	some workload in input
	some entry in checked_containers(workload)
	some index, source in entry.container.envFrom
	source.secretRef
	msga := finding(workload, sprintf("%s.envFrom[%d]%s", [entry.path, index, inside("secretRef")]))
}

finding(workload, path) := {
	"alertMessage": sprintf("%v: %v has secrets in environment variables", [kind_in_message(workload), workload.metadata.name]),
	"packagename": "armo_builtins",
	"alertScore": 7,
	"deletePaths": [path],
	"failedPaths": [path],
	"fixPaths": [],
	"alertObject": {"k8sApiObjects": [workload]},
}

# Without its name or source an entry would be invalid, so all of it has to go.
inside(_) := "" if not strict

inside(field) := sprintf(".%s", [field]) if strict

kind_in_message(workload) := "Cronjob" if {
	strict
	workload.kind == "CronJob"
} else := workload.kind

checked_containers(workload) := workloads.containers_in(workload, ["containers", "initContainers"]) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
