package armo_builtins

import rego.v1

import data.breakwater.platforms
import data.breakwater.security_contexts
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	can_mount_proc(workloads.pod_spec(workload))
	some entry in checked_containers(workload)
	is_judged(entry.container)
	not is_default(security_contexts.own(entry.container, ["procMount"]))
	path := sprintf("%s.securityContext.procMount", [entry.path])
	msga := {
		"alertMessage": sprintf("%v has containers that do not set 'securityContext.procMount' to 'Default'", [security_contexts.title(workload)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"reviewPaths": [path],
		"failedPaths": [path],
		"fixPaths": fixes(entry, path),
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

is_judged(_) if not strict

# Published behaviour: what has no security context at all is passed over.
is_judged(container) if container.securityContext

fixes(_, _) := [] if strict

fixes(entry, path) := security_contexts.fixes(entry, [{"path": path, "value": "Default"}]) if not strict

is_default("Default")

# The API server fills the field in; a manifest that leaves it out gets the default.
is_default(null) if not strict

# Published behaviour: the field matters only while the feature gate is on.
can_mount_proc(_) if {
	strict
	proc_mount_is_enabled
}

can_mount_proc(pod_spec) if {
	not strict
	not platforms.is_windows(pod_spec)
}

proc_mount_is_enabled if {
	some node in input
	node.kind == "ControlPlaneInfo"
	node.apiVersion == "hostdata.kubescape.cloud/v1beta0"
	command := node.data.APIServerInfo.cmdLine
	contains(command, "--feature-gates=")
	contains(command, "ProcMountType=true")
}

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
