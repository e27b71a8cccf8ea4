package armo_builtins

import rego.v1

import data.breakwater.command_line
import data.breakwater.images
import data.breakwater.versions

# Input: the pods of the API server (aggregation apiserver-pod).
deny contains msga if {
	some pod in input
	entry := command_line.api_server(pod)
	not is_past_removal(entry.container)
	some word in command_line.words(entry.container, entry.path)
	contains(word.text, "enable-admission-plugins=")
	plugins := split(split(word.text, "=")[1], ",")
	not "PodSecurityPolicy" in plugins
	msga := finding(pod, [word.path], [])
}

# No flag at all leaves the plugin off as well: it never was among the default ones.
deny contains msga if {
	not strict
	some pod in input
	entry := command_line.api_server(pod)
	is_before_removal(entry.container)
	not command_line.mentions(command_line.words(entry.container, entry.path), "enable-admission-plugins=")
	msga := finding(pod, [], [{
		"path": command_line.next_path(entry.container, entry.path),
		"value": "--enable-admission-plugins=PodSecurityPolicy",
	}])
}

finding(pod, paths, fixes) := {
	"alertMessage": "PodSecurityPolicy is not enabled",
	"packagename": "armo_builtins",
	"alertScore": 9,
	"reviewPaths": paths,
	"failedPaths": paths,
	"fixPaths": fixes,
	"alertObject": {"k8sApiObjects": [pod]},
}

# From 1.25 on an API server does not start with the plugin.
is_past_removal(container) if {
	not strict
	versions.core(images.tag(container.image)) >= [1, 25, 0]
}

is_before_removal(container) if versions.core(images.tag(container.image)) < [1, 25, 0]

strict if data.compatibility.strict == true
