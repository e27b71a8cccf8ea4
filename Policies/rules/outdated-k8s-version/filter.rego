package armo_builtins

import rego.v1

import data.breakwater.versions

# Tested: nodes whose kubelet tells a version that can be read.
deny contains msga if {
	some node in input
	node.kind == "Node"
	can_be_judged(node)
	msga := {
		"alertMessage": sprintf("%v: %v", [node.kind, node.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 0,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [node]},
	}
}

can_be_judged(_) if strict

can_be_judged(node) if versions.core(node.status.nodeInfo.kubeletVersion)

strict if data.compatibility.strict == true
