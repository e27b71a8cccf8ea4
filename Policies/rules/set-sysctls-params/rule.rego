package armo_builtins

import rego.v1

import data.breakwater.security_contexts
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	unsafe := [{"name": sysctl.name, "index": index} |
		some index, sysctl in security_contexts.own(spec, ["sysctls"])
		not sysctl.name in security_contexts.safe_sysctls
	]
	count(unsafe) > 0
	names := [sysctl.name | some sysctl in unsafe]
	msga := object.union(repair(workload, unsafe), {
		"alertMessage": sprintf("%v sets unsafe sysctl(s): %v", [security_contexts.title(workload), names]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"alertObject": {"k8sApiObjects": [workload]},
	})
}

repair(workload, _) := {"failedPaths": [path], "fixPaths": [{"path": path, "value": "REMOVE_UNSAFE_SYSCTLS"}]} if {
	strict
	path := sprintf("%s.sysctls", [security_contexts.pod_path(workload)])
}

repair(workload, unsafe) := {"failedPaths": paths, "deletePaths": paths, "fixPaths": []} if {
	not strict
	paths := [sprintf("%s.sysctls[%d]", [security_contexts.pod_path(workload), sysctl.index]) | some sysctl in unsafe]
}

strict if data.compatibility.strict == true
