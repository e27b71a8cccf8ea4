package armo_builtins

import rego.v1

import data.breakwater.images
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	some entry in workloads.containers(workload)
	entry.container.image != ""
	not images.is_pinned(entry.container.image)
	not images.matches_any(entry.container.image, exempt.patterns)
	path := sprintf("%s.image", [entry.path])
	msga := {
		"alertMessage": sprintf("image '%v' in container '%v' is not pinned to a digest", [entry.container.image, entry.container.name]),
		"packagename": "armo_builtins",
		"alertScore": 3,
		"reviewPaths": [path],
		"failedPaths": [path],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

exempt := {"patterns": images.patterns(object.get(data.postureControlInputs, "imageDigestExemptRepositories", []))}
