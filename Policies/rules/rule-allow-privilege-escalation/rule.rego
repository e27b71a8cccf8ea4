package armo_builtins

import rego.v1

import data.breakwater.platforms
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	can_escalate(workloads.pod_spec(workload))
	some entry in checked_containers(workload)
	not entry.container.securityContext.allowPrivilegeEscalation == false
	not forbidden_by_policy
	msga := {
		"alertMessage": message(workload, entry.container),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"reviewPaths": [],
		"failedPaths": [],
		"fixPaths": fixes(entry),
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

message(workload, container) := sprintf("%v allow privilege escalation", [workloads.container_title(workload, container)]) if not strict

message(workload, container) := published_message(workload, container) if strict

published_message(workload, container) := sprintf("container: %v in pod: %v  allow privilege escalation", [container.name, workload.metadata.name]) if {
	workload.kind == "Pod"
} else := sprintf("container :%v in %v: %v  allow privilege escalation", [container.name, workload.kind, workload.metadata.name])

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

# The field is one of Linux.
can_escalate(_) if strict

can_escalate(pod_spec) if {
	not strict
	not platforms.is_windows(pod_spec)
}

# Before Kubernetes 1.25 a PodSecurityPolicy could forbid it for every pod.
forbidden_by_policy if {
	some policy in input
	policy.kind == "PodSecurityPolicy"
	not permitted_by_some_policy
}

permitted_by_some_policy if {
	some policy in input
	policy.kind == "PodSecurityPolicy"
	not policy.spec.allowPrivilegeEscalation == false
}

# An ephemeral container cannot be changed once it is there.
fixes(entry) := [] if entry.list == "ephemeralContainers"

# A privileged container may always gain privileges, so both have to go.
fixes(entry) := [
	{"path": sprintf("%s.securityContext.allowPrivilegeEscalation", [entry.path]), "value": "false"},
	{"path": sprintf("%s.securityContext.privileged", [entry.path]), "value": "false"},
] if {
	entry.list != "ephemeralContainers"
}

strict if data.compatibility.strict == true
