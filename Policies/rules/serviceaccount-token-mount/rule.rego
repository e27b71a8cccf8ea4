package armo_builtins

import rego.v1

import data.breakwater.accounts
import data.breakwater.rbac
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	namespace := shown_namespace(workload)
	some account in accounts.candidates(workload, spec)
	accounts.mounts_token(spec, account)
	has_permissions(workload, spec, account)
	field := sprintf("%s.automountServiceAccountToken", [workloads.pod_spec_prefix(workload)])
	paths := mounting_paths(spec, field)
	msga := {
		"alertMessage": sprintf("%v: %v in the following namespace: %v mounts service account tokens by default", [workload.kind, workload.metadata.name, namespace]),
		"packagename": "armo_builtins",
		"alertScore": 9,
		"reviewPaths": paths.review,
		"failedPaths": paths.review,
		"fixPaths": paths.fix,
		"alertObject": {"k8sApiObjects": [workload]},
		"relatedObjects": accounts.related(account),
	}
}

mounting_paths(spec, field) := {"review": [field], "fix": []} if spec.automountServiceAccountToken == true

mounting_paths(spec, field) := {"review": [], "fix": [{"path": field, "value": "false"}]} if {
	not spec.automountServiceAccountToken == true
}

# Compatible rules pass over manifests without a namespace.
shown_namespace(workload) := workload.metadata.namespace if strict

shown_namespace(workload) := workloads.namespace(workload) if not strict

has_permissions(workload, spec, _) if {
	not strict
	some key in accounts.keys(workload, spec)
	bound[key]
}

has_permissions(_, _, _) if {
	strict
	everyone_is_bound
}

has_permissions(_, _, account) if {
	strict
	bound[accounts.key(account.metadata.namespace, account.metadata.name)]
}

# The accounts that a binding gives permissions to. What Kubernetes itself grants to everyone does not count.
bound[key] contains true if {
	not strict
	some binding in input
	rbac.is_binding(binding)
	some subject in binding.subjects
	is_counted(binding, subject)
	some key in accounts.subject_keys(binding, subject)
}

is_counted(_, subject) if subject.kind == "ServiceAccount"

is_counted(binding, _) if not rbac.gives_basic_access(binding)

# Compatible: name, namespace and kind may come from three subjects of a binding.
bound[key] contains true if {
	strict
	some binding in input
	endswith(binding.kind, "Binding")
	"ServiceAccount" in {subject.kind | some subject in binding.subjects}
	some name in {subject.name | some subject in binding.subjects}
	some namespace in {subject.namespace | some subject in binding.subjects}
	key := accounts.key(namespace, name)
}

everyone_is_bound if {
	strict
	some binding in input
	endswith(binding.kind, "Binding")
	some subject in binding.subjects
	subject.name in {"system:authenticated", "system:serviceaccounts"}
}

strict if data.compatibility.strict == true
