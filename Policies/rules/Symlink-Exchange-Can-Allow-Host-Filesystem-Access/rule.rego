package armo_builtins

import rego.v1

import data.breakwater.versions
import data.breakwater.workloads

deny contains msga if {
	some_kubelet_is_affected
	some workload in input
	some entry in checked_containers(workload)
	paths := [path |
		some index, mount in entry.container.volumeMounts
		some field in ["subPath", "subPathExpr"]
		mount[field]
		is_checked(field)
		path := sprintf("%s.volumeMounts[%d].%s", [entry.path, index, field])
	]
	count(paths) > 0
	msga := {
		"alertMessage": message(workload, entry.container),
		"packagename": "armo_builtins",
		"alertScore": 4,
		"reviewPaths": paths,
		"failedPaths": paths,
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

message(workload, container) := sprintf("You may be vulnerable to CVE-2021-25741. A node runs an affected kubelet and %v mounts a subPath/subPathExpr", [workloads.container_title(workload, container)]) if {
	not strict
}

message(workload, container) := sprintf("You may be vulnerable to CVE-2021-25741. You have a Node with a vulnerable version and the following container : %v in %v : %v with subPath/subPathExpr", [
	container.name,
	object.get({"Pod": "pod"}, workload.kind, workload.kind),
	workload.metadata.name,
]) if {
	strict
}

some_kubelet_is_affected if {
	some node in input
	node.kind == "Node"
	is_affected(node.status.nodeInfo.kubeletVersion)
}

# Fixed in 1.19.15, 1.20.11, 1.21.5 and 1.22.2.
is_affected(text) if {
	not strict
	version := versions.core(text)
	version < [1, 19, 15]
}

is_affected(text) if {
	not strict
	version := versions.core(text)
	some fix in [[1, 20, 11], [1, 21, 5], [1, 22, 2]]
	version >= [fix[0], fix[1], 0]
	version < fix
}

# The same ranges, compared as text.
is_affected(text) if {
	strict
	text <= "v1.19.14"
}

is_affected(text) if {
	strict
	some range in [["v1.20.0", "v1.20.9"], ["v1.20.10", "v1.20.10"], ["v1.21.0", "v1.21.4"], ["v1.22.0", "v1.22.1"]]
	text >= range[0]
	text <= range[1]
}

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

is_checked(field) if field == "subPath"

is_checked(_) if not strict

strict if data.compatibility.strict == true
