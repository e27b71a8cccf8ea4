package armo_builtins

import rego.v1

import data.breakwater.command_line
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	some entry in checked_containers(workload)
	paths := [word.path |
		some word in checked_words(entry)
		calls_sudo(word.text)
	]
	count(paths) > 0
	msga := {
		"alertMessage": sprintf("%v have sudo in entrypoint", [workloads.container_line(workload, entry.container)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"reviewPaths": paths,
		"failedPaths": paths,
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

checked_words(entry) := command_line.words_of(entry.container, entry.path, "command") if strict

checked_words(entry) := command_line.words(entry.container, entry.path) if not strict

calls_sudo(text) if {
	strict
	contains(text, "sudo")
}

# The program by itself, by its path or within a line of shell, but not in "pseudo" or "--with-sudo".
calls_sudo(text) if {
	not strict
	regex.match("(?:^|[\\s/;&|(\"'`])sudo(?:$|[\\s;&|)\"'`])", text)
}

strict if data.compatibility.strict == true
