package armo_builtins

import rego.v1

import data.breakwater.workloads

# Tested: workloads of which every image could be looked up, so that a silent registry is not taken for a pass.
deny contains msga if {
	some workload in input
	is_known(workload)
	msga := {
		"alertMessage": sprintf("%v: %v has images whose signatures were looked up", [workload.kind, workload.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 0,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

is_known(workload) if {
	strict
	workloads.pod_spec(workload)
}

is_known(workload) if {
	not strict
	every entry in workloads.containers(workload) {
		is_boolean(cosign.has_signature(entry.container.image))
	}
}

strict if data.compatibility.strict == true
