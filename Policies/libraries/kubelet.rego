# Reading KubeletInfo, what the node agent knows of a kubelet: its command line and its configuration file.
package breakwater.kubelet

import rego.v1

import data.breakwater.command_line

is_info(info) if {
	info.kind == "KubeletInfo"
	info.apiVersion == "hostdata.kubescape.cloud/v1beta0"
}

# The value of a flag on the command line; undefined when it is not given.
flag(info, name) := command_line.last(command_line.split_line(info.data.cmdLine), name).value if not strict

# Compatible rules look for the text of the flag anywhere in the line.
flag(info, name) := "true" if {
	strict
	contains(info.data.cmdLine, sprintf("--%s=true", [name]))
}

flag(info, name) := "" if {
	strict
	contains(info.data.cmdLine, sprintf("--%s", [name]))
	not contains(info.data.cmdLine, sprintf("--%s=true", [name]))
}

# The configuration file that the command line names, decoded. Undefined when there is none or it cannot be read.
config(info) := decoded if {
	flag(info, "config")
	decoded := yaml.unmarshal(config_text(info))
	is_object(decoded)
}

config_text(info) := base64.decode(info.data.configFile.content)

config_is_unreadable(info) if {
	flag(info, "config")
	not info.data.configFile.content
}

config_is_unreadable(info) if {
	not strict
	flag(info, "config")
	not config(info)
}

# What a finding shows: only the part that it speaks of.
command_line_only(info) := {
	"apiVersion": info.apiVersion,
	"kind": info.kind,
	"metadata": info.metadata,
	"data": {"cmdLine": info.data.cmdLine},
}

config_only(info) := {
	"apiVersion": info.apiVersion,
	"kind": info.kind,
	"metadata": info.metadata,
	"data": {"configFile": {"content": config_text(info)}},
}

# The published response leaves the node's name out here.
reported(info) := json.remove(info, ["metadata"]) if strict

reported(info) := info if not strict

strict if data.compatibility.strict == true
