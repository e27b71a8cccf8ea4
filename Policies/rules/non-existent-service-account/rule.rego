package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	place := place_of_spec(workload)
	account := account_of(place.spec)
	# The control plane creates it in every namespace.
	account.name != "default"
	accounts_are_known
	namespace := workloads.namespace(workload)
	not exists(account.name, namespace)
	msga := {
		"alertMessage": sprintf("%v '%v' uses ServiceAccount '%v' which does not exist in namespace '%v'", [workload.kind, workload.metadata.name, account.name, namespace]),
		"packagename": "armo_builtins",
		"alertScore": 5,
		"failedPaths": [sprintf("%s.%s", [place.path, account.field])],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

place_of_spec(workload) := {"spec": workloads.pod_spec(workload), "path": workloads.pod_spec_prefix(workload)}

place_of_spec(workload) := {"spec": workload.spec.template.spec, "path": "spec.template.spec"} if {
	workload.kind == "ReplicationController"
}

account_of(spec) := {"name": name, "field": "serviceAccountName"} if {
	name := spec.serviceAccountName
	name != ""
} else := {"name": name, "field": "serviceAccount"} if {
	# The older spelling of the field.
	not strict
	name := spec.serviceAccount
	name != ""
}

exists(name, namespace) if {
	some account in input
	account.kind == "ServiceAccount"
	account.metadata.name == name
	workloads.namespace(account) == namespace
}

accounts_are_known if strict

# The accounts of an application often live in another repository than its workloads.
accounts_are_known if {
	some account in input
	account.kind == "ServiceAccount"
}

strict if data.compatibility.strict == true
