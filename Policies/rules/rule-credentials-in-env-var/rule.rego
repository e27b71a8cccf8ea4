package armo_builtins

import rego.v1

import data.breakwater.workloads

# The name of a variable says that its literal value is a secret.
deny contains msga if {
	some workload in input
	some entry in containers_with_literals(workload)
	some index, variable in entry.container.env
	is_literal(variable)
	not startswith(variable.value, "/")
	has_sensitive_name(variable)
	not is_allowed_name(variable)
	not is_allowed_value(variable)
	msga := finding(workload, variable_paths(entry, index))
}

# The literal value looks like a secret.
deny contains msga if {
	some workload in input
	some entry in containers_with_literals(workload)
	some index, variable in entry.container.env
	is_literal(variable)
	looks_secret(variable)
	not is_allowed_name(variable)
	not is_allowed_value(variable)
	msga := finding(workload, variable_paths(entry, index))
}

# A whole Secret becomes environment variables, readable by every child process and crash dump.
deny contains msga if {
	some workload in input
	some entry in workloads.containers_in(workload, ["containers", "initContainers"])
	some index, source in entry.container.envFrom
	source.secretRef
	msga := finding(workload, [sprintf("%s.envFrom[%d].secretRef", [entry.path, index])])
}

containers_with_literals(workload) := workloads.main_containers(workload) if strict

containers_with_literals(workload) := workloads.containers(workload) if not strict

variable_paths(entry, index) := [
	sprintf("%s.env[%d].name", [entry.path, index]),
	sprintf("%s.env[%d].value", [entry.path, index]),
]

finding(workload, paths) := {
	"alertMessage": sprintf("%v: %v has sensitive information in environment variables", [kind_in_message(workload), workload.metadata.name]),
	"packagename": "armo_builtins",
	"alertScore": 9,
	"deletePaths": paths,
	"failedPaths": paths,
	"fixPaths": [],
	"alertObject": {"k8sApiObjects": [workload]},
}

kind_in_message(workload) := "Cronjob" if {
	strict
	workload.kind == "CronJob"
} else := workload.kind

is_literal(variable) if {
	is_string(variable.value)
	variable.value != ""
	not variable.valueFrom
}

has_sensitive_name(variable) if {
	some name in data.postureControlInputs.sensitiveKeyNames
	contains(lower(variable.name), lower(name))
}

looks_secret(variable) if {
	some pattern in data.postureControlInputs.sensitiveValues
	regex.match(pattern, variable.value)
}

is_allowed_name(variable) if {
	some name in data.postureControlInputs.sensitiveKeyNamesAllowed
	contains(lower(variable.name), lower(name))
}

is_allowed_value(variable) if {
	some pattern in data.postureControlInputs.sensitiveValuesAllowed
	regex.match(pattern, variable.value)
}

strict if data.compatibility.strict == true
