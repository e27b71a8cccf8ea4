package armo_builtins

import rego.v1

import data.breakwater.command_line

# Input: the pods of the API server (aggregation apiserver-pod).
deny contains msga if {
	some pod in input
	entry := command_line.api_server(pod)
	not has_provider(command_line.words(entry.container, entry.path))
	msga := {
		"alertMessage": "etcd encryption is not enabled",
		"packagename": "armo_builtins",
		"alertScore": 9,
		"failedPaths": [],
		"fixPaths": [{
			"path": command_line.next_path(entry.container, entry.path),
			"value": "--encryption-provider-config=YOUR_VALUE",
		}],
		"alertObject": {"k8sApiObjects": [pod]},
	}
}

has_provider(words) if {
	strict
	command_line.mentions(words, "encryption-provider-config")
}

# Not to be confused with --encryption-provider-config-automatic-reload.
has_provider(words) if {
	not strict
	command_line.last(words, "encryption-provider-config").value != ""
}

strict if data.compatibility.strict == true
