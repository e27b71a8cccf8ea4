package armo_builtins

import rego.v1

import data.breakwater.images
import data.breakwater.workloads

untrusted_image_repo contains msga if {
	some workload in input
	some entry in checked_containers(workload)
	not is_allowed(entry.container.image)
	path := sprintf("%s.image", [entry.path])
	msga := {
		"alertMessage": sprintf("image '%v' in container '%s' comes from untrusted registry", [entry.container.image, entry.container.name]),
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

# Compatible rules make a regular expression of each entry.
is_allowed(reference) if {
	strict
	some entry in data.postureControlInputs.imageRepositoryAllowList
	images.matches_as_expression(reference, entry)
}

allowed := {"patterns": images.patterns(data.postureControlInputs.imageRepositoryAllowList)}

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
