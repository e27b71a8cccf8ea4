package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	some entry in checked_containers(workload)
	is_unsigned(entry.container.image)
	path := sprintf("%s.image", [entry.path])
	msga := {
		"alertMessage": sprintf("image: %v is not signed", [entry.container.image]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"reviewPaths": [path],
		"failedPaths": [path],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

# A registry that does not answer says nothing about a signature.
is_unsigned(reference) if {
	not strict
	cosign.has_signature(reference) == false
}

is_unsigned(reference) if {
	strict
	not cosign.has_signature(reference)
}

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
