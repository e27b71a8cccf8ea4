package armo_builtins

import rego.v1

import data.breakwater.command_line
import data.breakwater.workloads

# Input: the pods of the API server (aggregation apiserver-pod).
deny contains msga if {
	some pod in input
	some paths in failing_paths(pod)
	msga := {
		"alertMessage": "RBAC is not enabled",
		"packagename": "armo_builtins",
		"alertScore": 9,
		"reviewPaths": paths.review,
		"failedPaths": paths.review,
		"fixPaths": paths.fix,
		"alertObject": {"k8sApiObjects": [pod]},
	}
}

# The last of several flags counts.
failing_paths(pod) := [{"review": [flag.path], "fix": []}] if {
	not strict
	entry := command_line.api_server(pod)
	flag := command_line.last(command_line.words(entry.container, entry.path), "authorization-mode")
	not "RBAC" in split(flag.value, ",")
}

# Without the flag everything is allowed, unless a file lists the authorizers. Other programs that are called API server,
# and shells that start one, do not tell.
failing_paths(pod) := [{"review": [], "fix": [fix]}] if {
	not strict
	entry := command_line.api_server(pod)
	words := command_line.words(entry.container, entry.path)
	some word in words
	command_line.program(word.text) == "kube-apiserver"
	not command_line.last(words, "authorization-mode")
	not command_line.last(words, "authorization-config")
	fix := {"path": command_line.next_path(entry.container, entry.path), "value": "--authorization-mode=Node,RBAC"}
}

# Compatible rules look for the text in the first container, and take no flag for RBAC.
failing_paths(pod) := [{"review": [word.path], "fix": []} |
	entry := workloads.main_containers(pod)[0]
	some word in command_line.words(entry.container, entry.path)
	contains(word.text, "--authorization-mode=")
	not contains(word.text, "RBAC")
] if {
	strict
}

strict if data.compatibility.strict == true
