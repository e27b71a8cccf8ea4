package armo_builtins

import rego.v1

import data.breakwater.accounts
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	namespace := workloads.namespace(workload)
	field := sprintf("%s.automountServiceAccountToken", [workloads.pod_spec_prefix(workload)])
	paths := mounting_paths(spec, namespace, field)
	msga := {
		"alertMessage": sprintf("%v: %v in the following namespace: %v mounts service account tokens by default", [workload.kind, workload.metadata.name, namespace]),
		"packagename": "armo_builtins",
		"alertScore": 9,
		"reviewPaths": paths.review,
		"failedPaths": paths.review,
		"fixPaths": paths.fix,
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

# The pod's own setting decides.
mounting_paths(spec, _, field) := {"review": [field], "fix": []} if {
	spec.automountServiceAccountToken == true
}

# Without one the service account's does, and without that the token is mounted.
mounting_paths(spec, namespace, field) := {"review": [], "fix": [{"path": field, "value": "false"}]} if {
	object.get(spec, "automountServiceAccountToken", null) == null
	not opts_out(accounts.name(spec), namespace)
}

opts_out(name, namespace) if {
	some account in input
	account.kind == "ServiceAccount"
	account.metadata.name == name
	account.automountServiceAccountToken == false
	workloads.namespace(account) == namespace
}
