package armo_builtins

import rego.v1

import data.breakwater.versions

deny contains msga if {
	some node in input
	node.kind == "Node"
	version := node.status.nodeInfo.kubeletVersion
	is_outdated(version)
	msga := {
		"alertMessage": sprintf("Your kubelet version: %s, in node: %s is outdated", [version, node.metadata.name]),
		"reviewPaths": ["status.nodeInfo.kubeletVersion"],
		"alertObject": {"k8sApiObjects": [node]},
	}
}

# 1.34 is the oldest minor version that the project supported when this was written, in August 2026. Versions that have
# come since are supported, whatever their number.
is_outdated(version) if {
	not strict
	versions.core(version) < [1, 34, 0]
}

# Compatible rules list the versions they accept.
is_outdated(version) if {
	strict
	every supported in ["v1.34", "v1.35", "v1.36"] {
		not startswith(version, supported)
	}
}

strict if data.compatibility.strict == true
