package armo_builtins

import rego.v1

import data.breakwater.workloads

# Tested: the workloads, once the version of a node is known to judge them by.
deny contains msga if {
	node_versions_are_known
	some workload in input
	workloads.pod_spec(workload)
	msga := {
		"alertMessage": sprintf("%v: %v", [workload.kind, workload.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 0,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

node_versions_are_known if {
	some node in input
	node.kind == "Node"
	node.status.nodeInfo.kubeletVersion
}
