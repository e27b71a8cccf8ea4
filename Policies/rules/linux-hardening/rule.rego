package armo_builtins

import rego.v1

import data.breakwater.platforms
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	runs_on_linux(spec)
	pod_profile := profile(spec)
	some entry in checked_containers(workload)
	not is_confined(profile(entry.container), pod_profile)
	msga := {
		"alertMessage": sprintf("%v: %v does not define any linux security hardening", [workload.kind, workload.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": [{"path": sprintf("%s.securityContext.seccompProfile", [entry.path]), "value": "YOUR_VALUE"}],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

checked_containers(workload) := workloads.containers_in(workload, ["containers", "initContainers"]) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

runs_on_linux(_) if strict

runs_on_linux(pod_spec) if {
	not strict
	not platforms.is_windows(pod_spec)
}

profile(holder) := object.get(holder, ["securityContext", "seccompProfile"], null)

# The container's profile replaces the pod's.
is_confined(own, _) if {
	own != null
	confines(own)
}

is_confined(own, pod_profile) if {
	own == null
	pod_profile != null
	confines(pod_profile)
}

confines(_) if strict

# Unconfined switches the filter off.
confines(seccomp_profile) if {
	not strict
	seccomp_profile.type != "Unconfined"
}

strict if data.compatibility.strict == true
