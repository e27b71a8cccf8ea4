package armo_builtins

import rego.v1

import data.breakwater.command_line
import data.breakwater.workloads

# Tested: the pods that run an API server.
deny contains msga if {
	some pod in input
	pod.kind == "Pod"
	some entry in workloads.main_containers(pod)
	some word in command_line.words(entry.container, entry.path)
	command_line.program(word.text) == "kube-apiserver"
	msga := {
		"alertMessage": sprintf("Pod: %v runs an API server", [pod.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 0,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [pod]},
	}
}
