package armo_builtins

import rego.v1

import data.breakwater.command_line
import data.breakwater.workloads

deny contains msga if {
	some pod in input
	pod.kind == "Pod"
	some entry in workloads.main_containers(pod)
	some path in insecure_port_paths(entry)
	msga := {
		"alertMessage": sprintf("The API server container: %v has insecure-port flag enabled", [entry.container.name]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"reviewPaths": [path],
		"failedPaths": [path],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [pod]},
	}
}

insecure_port_paths(entry) := [word.path |
	some program in entry.container.command
	contains(program, "kube-apiserver")
	some word in command_line.words_of(entry.container, entry.path, "command")
	contains(word.text, "--insecure-port=1")
] if strict

# The last value wins, and only 0 closes the port.
insecure_port_paths(entry) := [port.path |
	words := command_line.words(entry.container, entry.path)
	is_api_server(words)
	port := command_line.last(words, "insecure-port")
	port.value != "0"
] if not strict

is_api_server(words) if {
	some word in words
	command_line.program(word.text) == "kube-apiserver"
}

strict if data.compatibility.strict == true
