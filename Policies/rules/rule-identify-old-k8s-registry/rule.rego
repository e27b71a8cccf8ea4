package armo_builtins

import rego.v1

import data.breakwater.workloads

deprecatedK8sRepo contains msga if {
	some workload in input
	is_checked(workload)
	some entry in checked_containers(workload)
	is_deprecated(entry.container.image)
	path := sprintf("%s.image", [entry.path])
	msga := {
		"alertMessage": sprintf("image '%v' in container '%s' comes from the deprecated k8s.gcr.io", [entry.container.image, entry.container.name]),
		"packagename": "armo_builtins",
		"alertScore": 2,
		"reviewPaths": [path],
		"failedPaths": [path],
		"fixPaths": fixes(entry, path),
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

# Add-ons of the project run in any namespace.
is_checked(_) if not strict

is_checked(workload) if workload.metadata.namespace == "kube-system"

is_deprecated(reference) if {
	not strict
	startswith(lower(reference), "k8s.gcr.io/")
}

is_deprecated(reference) if {
	strict
	startswith(reference, "k8s.gcr.io/")
}

# The new registry has the same images under the same names. An ephemeral container cannot be changed.
fixes(_, _) := [] if strict

fixes(entry, path) := [{"path": path, "value": moved} | entry.list != "ephemeralContainers"] if {
	not strict
	moved := sprintf("registry.k8s.io/%s", [regex.replace(entry.container.image, `^[^/]+/`, "")])
}

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
