package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	some entry in checked_containers(workload)
	is_unverified(entry.container.image)
	path := sprintf("%s.image", [entry.path])
	msga := {
		"alertMessage": sprintf("signature not verified for image: %v", [entry.container.image]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"reviewPaths": [path],
		"failedPaths": [path],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

# A registry that does not answer says nothing about a signature.
is_unverified(reference) if {
	not strict
	count(data.postureControlInputs.trustedCosignPublicKeys) > 0
	every key in data.postureControlInputs.trustedCosignPublicKeys {
		cosign.verify(reference, key) == false
	}
}

is_unverified(reference) if {
	strict
	verified := [key |
		some key in data.postureControlInputs.trustedCosignPublicKeys
		cosign.verify(reference, key)
	]
	count(verified) == 0
}

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
