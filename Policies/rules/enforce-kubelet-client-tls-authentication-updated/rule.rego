package armo_builtins

import rego.v1

import data.breakwater.kubelet

# Neither a flag nor a configuration file.
deny contains msga if {
	some info in input
	kubelet.is_info(info)
	not kubelet.flag(info, "client-ca-file")
	not kubelet.flag(info, "config")
	msga := finding(kubelet.command_line_only(info), "kubelet client TLS authentication is not enabled", [])
}

# A configuration file that names no client CA.
deny contains msga if {
	some info in input
	kubelet.is_info(info)
	not kubelet.flag(info, "client-ca-file")
	config := kubelet.config(info)
	not names_file(config)
	msga := finding(kubelet.config_only(info), "kubelet client TLS authentication is not enabled", ["authentication.x509.clientCAFile"])
}

deny contains msga if {
	some info in input
	kubelet.is_info(info)
	not kubelet.flag(info, "client-ca-file")
	kubelet.config_is_unreadable(info)
	msga := finding(kubelet.reported(info), "Failed to analyze config file", [])
}

names_file(config) if {
	file := config.authentication.x509.clientCAFile
	file != ""
	file != null
}

finding(object_, message, paths) := {
	"alertMessage": message,
	"packagename": "armo_builtins",
	"alertScore": 6,
	"reviewPaths": paths,
	"failedPaths": paths,
	"fixPaths": [],
	"alertObject": {"externalObjects": object_},
}
