package armo_builtins

import rego.v1

import data.breakwater.platforms
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	can_be_immutable(workloads.pod_spec(workload))
	some entry in workloads.containers(workload)
	not entry.container.securityContext.readOnlyRootFilesystem == true
	msga := {
		"alertMessage": message(workload, entry.container),
		"packagename": "armo_builtins",
		"alertScore": 1,
		"failedPaths": [],
		"fixPaths": fixes(entry),
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

message(workload, container) := sprintf("%v has a mutable filesystem", [workloads.container_title(workload, container)]) if not strict

message(workload, container) := published_message(workload, container) if strict

published_message(workload, container) := sprintf("container: %v in pod: %v  has  mutable filesystem", [container.name, workload.metadata.name]) if {
	workload.kind == "Pod"
} else := sprintf("container :%v in %v: %v has  mutable filesystem", [container.name, workload.kind, workload.metadata.name])

# Windows writes to its own file system.
can_be_immutable(_) if strict

can_be_immutable(pod_spec) if {
	not strict
	not platforms.is_windows(pod_spec)
}

# An ephemeral container cannot be changed once it is there.
fixes(entry) := [] if entry.list == "ephemeralContainers"

fixes(entry) := [{"path": sprintf("%s.securityContext.readOnlyRootFilesystem", [entry.path]), "value": "true"}] if {
	entry.list != "ephemeralContainers"
}

strict if data.compatibility.strict == true
