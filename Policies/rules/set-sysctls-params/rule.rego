package armo_builtins

import rego.v1

import data.breakwater.security_contexts
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	unsafe := [{"name": sysctl.name, "index": index} |
		some index, sysctl in security_contexts.own(spec, ["sysctls"])
		not sysctl.name in safe_sysctls
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

# Those that are confined to the pod, as the baseline of the pod security standards lists them.
safe_sysctls := {
	"kernel.shm_rmid_forced",
	"net.ipv4.ip_local_port_range",
	"net.ipv4.ip_local_reserved_ports",
	"net.ipv4.ip_unprivileged_port_start",
	"net.ipv4.ping_group_range",
	"net.ipv4.tcp_fin_timeout",
	"net.ipv4.tcp_keepalive_intvl",
	"net.ipv4.tcp_keepalive_probes",
	"net.ipv4.tcp_keepalive_time",
	"net.ipv4.tcp_rmem",
	"net.ipv4.tcp_syncookies",
	"net.ipv4.tcp_wmem",
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
