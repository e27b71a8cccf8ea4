package armo_builtins

import rego.v1

import data.breakwater.images
import data.breakwater.workloads

untrustedImageRepo contains msga if {
	some workload in input
	some entry in checked_containers(workload)
	is_forbidden(entry.container.image)
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

is_forbidden(reference) if {
	not strict
	images.matches_any(reference, forbidden.patterns)
}

# Compatible rules make a regular expression of each entry.
is_forbidden(reference) if {
	strict
	some entry in forbidden.entries
	images.matches_as_expression(reference, entry)
}

forbidden := {"entries": entries, "patterns": images.patterns(entries)} if {
	entries := array.concat(entries_of("untrustedRegistries"), entries_of("publicRegistries"))
}

entries_of(name) := object.get(data.postureControlInputs, name, [])

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
