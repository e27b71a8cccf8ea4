package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	old := object.get(spec, "serviceAccount", "")
	is_string(old)
	old != ""
	new := object.get(spec, "serviceAccountName", "")
	old != new
	prefix := workloads.pod_spec_prefix(workload)
	path := sprintf("%s.serviceAccount", [prefix])
	msga := object.union(removal(path), {
		"alertMessage": message(workload, new),
		"packagename": "armo_builtins",
		"alertScore": 3,
		"failedPaths": [path],
		"fixPaths": [{"path": sprintf("%s.serviceAccountName", [prefix]), "value": old} | new == ""],
		"alertObject": {"k8sApiObjects": [workload]},
	})
}

removal(path) := {"deletePaths": [path]} if not strict

removal(_) := {} if strict

message(workload, "") := sprintf("%v: %v uses the deprecated field serviceAccount", [workload.kind, workload.metadata.name])

message(workload, new) := sprintf("%v: %v has a deprecated serviceAccount field that differs from serviceAccountName", [workload.kind, workload.metadata.name]) if {
	new != ""
}

strict if data.compatibility.strict == true
