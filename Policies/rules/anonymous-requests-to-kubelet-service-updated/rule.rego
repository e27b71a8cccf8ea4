package armo_builtins

import rego.v1

import data.breakwater.kubelet

# By flag.
deny contains msga if {
	some info in input
	kubelet.is_info(info)
	kubelet.flag(info, "anonymous-auth") == "true"
	msga := finding(kubelet.command_line_only(info), problem, [])
}

# By configuration file, when no flag overrides it.
deny contains msga if {
	some info in input
	kubelet.is_info(info)
	not kubelet.flag(info, "anonymous-auth")
	config := kubelet.config(info)
	config.authentication.anonymous.enabled == true
	msga := finding(kubelet.config_only(info), problem, ["authentication.anonymous.enabled"])
}

# By the default that holds without a configuration file.
deny contains msga if {
	not strict
	some info in input
	kubelet.is_info(info)
	not kubelet.flag(info, "anonymous-auth")
	not kubelet.flag(info, "config")
	msga := finding(kubelet.command_line_only(info), problem, [])
}

deny contains msga if {
	some info in input
	kubelet.is_info(info)
	not kubelet.flag(info, "anonymous-auth")
	kubelet.config_is_unreadable(info)
	msga := finding(kubelet.reported(info), "Failed to analyze config file", [])
}

problem := "Anonymous requests to the kubelet are enabled" if not strict

problem := "Anonymous requests is enabled." if strict

finding(object_, message, paths) := {
	"alertMessage": message,
	"packagename": "armo_builtins",
	"alertScore": 10,
	"reviewPaths": paths,
	"failedPaths": paths,
	"fixPaths": [],
	"alertObject": {"externalObjects": object_},
}

strict if data.compatibility.strict == true
