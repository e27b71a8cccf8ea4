package armo_builtins

import rego.v1

import data.breakwater.platforms
import data.breakwater.security_contexts
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	can_filter_calls(spec)
	some entry in checked_containers(workload)
	profile := security_contexts.effective(entry.container, spec, ["seccompProfile"])
	not is_confined(profile)
	path := sprintf("%s.securityContext.seccompProfile", [entry.path])
	msga := {
		"alertMessage": sprintf("%v %v", [security_contexts.title(workload), problem(profile)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": security_contexts.fixes(entry, fix(path)),
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

problem(null) := "does not define 'securityContext.seccompProfile'"

problem(profile) := "sets 'securityContext.seccompProfile' to Unconfined" if profile != null

is_confined(profile) if {
	profile != null
	confines(profile)
}

confines(_) if strict

# Unconfined switches the filter off.
confines(profile) if {
	not strict
	profile.type != "Unconfined"
}

fix(path) := [{"path": path, "value": "YOUR_VALUE"}] if strict

# The runtime's own profile suits nearly every container.
fix(path) := [{"path": sprintf("%s.type", [path]), "value": "RuntimeDefault"}] if not strict

can_filter_calls(_) if strict

can_filter_calls(pod_spec) if {
	not strict
	not platforms.is_windows(pod_spec)
}

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
