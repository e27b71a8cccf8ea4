package armo_builtins

import rego.v1

import data.breakwater.images
import data.breakwater.workloads

untrustedImageRepo contains msga if {
	some workload in input
	some entry in checked_containers(workload)
	name := name_in_message(entry.container.image)
	not is_allowed(name)
	path := sprintf("%s.image", [entry.path])
	msga := {
		"alertMessage": sprintf("image '%v' in container '%s' comes from untrusted registry", [name, entry.container.name]),
		"packagename": "armo_builtins",
		"alertScore": 2,
		"reviewPaths": [path],
		"failedPaths": [path],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

is_allowed(reference) if {
	not strict
	images.matches_any(reference, allowed.patterns)
}

# Compatible rules compare the beginning of the full name, letter by letter.
is_allowed(reference) if {
	strict
	some entry in data.postureControlInputs.imageRepositoryAllowList
	startswith(reference, entry)
}

name_in_message(reference) := reference if not strict

name_in_message(reference) := image.parse_normalized_name(reference) if strict

allowed := {"patterns": images.patterns(data.postureControlInputs.imageRepositoryAllowList)}

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
