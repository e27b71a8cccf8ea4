package armo_builtins

import rego.v1

import data.breakwater.security_contexts
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	indexes := [index |
		some index, group in security_contexts.own(spec, ["supplementalGroups"])
		group == 0
	]
	count(indexes) > 0
	msga := object.union(repair(workload, indexes), {
		"alertMessage": sprintf("%v uses disallowed supplemental group '0'", [security_contexts.title(workload)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"alertObject": {"k8sApiObjects": [workload]},
	})
}

repair(workload, _) := {"failedPaths": [path], "fixPaths": [{"path": path, "value": "REMOVE_GROUP_0"}]} if {
	strict
	path := sprintf("%s.supplementalGroups", [security_contexts.pod_path(workload)])
}

repair(workload, indexes) := {"failedPaths": paths, "deletePaths": paths, "fixPaths": []} if {
	not strict
	paths := [sprintf("%s.supplementalGroups[%d]", [security_contexts.pod_path(workload), index]) | some index in indexes]
}

strict if data.compatibility.strict == true
