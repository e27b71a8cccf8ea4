package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	some entry in workloads.containers(workload)
	paths := [path |
		some index, capability in entry.container.securityContext.capabilities.add
		is_insecure(capability)
		path := sprintf("%s.securityContext.capabilities.add[%d]", [entry.path, index])
	]
	count(paths) > 0
	msga := {
		"alertMessage": message(workload, entry.container),
		"packagename": "armo_builtins",
		"alertScore": 3,
		"deletePaths": paths,
		"failedPaths": paths,
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

message(workload, container) := sprintf("%v has dangerous capabilities", [workloads.container_title(workload, container)]) if not strict

message(workload, container) := sprintf("container: %v in %v: %v  have dangerous capabilities", [
	container.name,
	object.get({"Pod": "pod", "CronJob": "cronjob"}, workload.kind, "workload"),
	workload.metadata.name,
]) if {
	strict
}

is_insecure(capability) if {
	some name in data.postureControlInputs.insecureCapabilities
	canonical(name) == canonical(capability)
}

canonical(name) := name if strict

# Container runtimes take NET_ADMIN, net_admin and CAP_NET_ADMIN alike.
canonical(name) := trim_prefix(upper(name), "CAP_") if not strict

strict if data.compatibility.strict == true
