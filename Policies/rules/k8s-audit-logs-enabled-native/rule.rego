package armo_builtins

import rego.v1

import data.breakwater.command_line

# Input: the pods of the API server (aggregation apiserver-pod).
deny contains msga if {
	some pod in input
	entry := command_line.api_server(pod)
	not has_policy(command_line.words(entry.container, entry.path))
	path := flag_list_path(entry)
	msga := {
		"alertMessage": "audit logs are not enabled",
		"packagename": "armo_builtins",
		"alertScore": 9,
		"reviewPaths": [path],
		"failedPaths": [path],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [pod]},
	}
}

has_policy(words) if {
	strict
	command_line.mentions(words, "audit-policy-file")
}

has_policy(words) if {
	not strict
	command_line.last(words, "audit-policy-file").value != ""
}

# The list that the flags are in.
flag_list_path(entry) := concat(".", [entry.path, "args"]) if {
	count(entry.container.args) > 0
} else := concat(".", [entry.path, "command"])

strict if data.compatibility.strict == true
