package armo_builtins

import rego.v1

import data.breakwater.security_contexts
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	is_host_process(spec)
	msga := finding(workload, "sets", security_contexts.pod_path(workload))
}

deny contains msga if {
	some workload in input
	some entry in workloads.containers(workload)
	is_host_process(entry.container)
	msga := finding(workload, "has a container that sets", sprintf("%s.securityContext", [entry.path]))
}

is_host_process(holder) if security_contexts.own(holder, ["windowsOptions", "hostProcess"]) == true

finding(workload, what, context_path) := {
	"alertMessage": sprintf("%v %v 'securityContext.windowsOptions.hostProcess' to true", [security_contexts.title(workload), what]),
	"packagename": "armo_builtins",
	"alertScore": 7,
	"failedPaths": [path],
	"fixPaths": [{"path": path, "value": "false"}],
	"alertObject": {"k8sApiObjects": [workload]},
} if {
	path := sprintf("%s.windowsOptions.hostProcess", [context_path])
}
