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
	some grant in grants_of(workload, spec, account)
	msga := {
		"alertMessage": sprintf("%v: %v in the following namespace: %v has cluster takeover roles", [workload.kind, workload.metadata.name, namespace]),
		"packagename": "armo_builtins",
		"alertScore": 9,
		"alertObject": {"k8sApiObjects": [workload]},
		"relatedObjects": array.concat(accounts.related(account), [
			{"object": grant.binding, "deletePaths": [sprintf("subjects[%d]", [grant.subject])]},
			related_role(grant),
		]),
	}
}

# The roles that are worth a look, by their place in the input, with the rules that make them so.
powerful_roles := {index: {"role": role, "rules": rules} |
	some index, role in input
	rbac.is_role(role)
	writing := rbac.allowing_rules(role, {"create", "update", "patch", "*"}, {"pods", "*"}, {"", "*"})
	reading := rbac.allowing_rules(role, {"get", "list", "watch", "*"}, {"secrets", "*"}, {"", "*"})
	rules := sort(writing | reading)
	count(rules) > 0
}

# What bindings of these roles give, by account.
granted[key] contains grant if {
	some binding in input
	rbac.is_binding(binding)
	some found in powerful_roles
	refers_to(binding, found.role)
	some index, subject in binding.subjects
	some key in accounts.subject_keys(binding, subject)
	grant := {"binding": binding, "role": found.role, "rules": found.rules, "subject": index}
}

grants_of(workload, spec, _) := {grant |
	some key in accounts.keys(workload, spec)
	some grant in granted[key]
} if {
	not strict
}

# Compatible rules know accounts by name and namespace only, and both have to be given.
grants_of(_, _, account) := {grant |
	some grant in granted[accounts.key(account.metadata.namespace, account.metadata.name)]
	accounts.is_subject(account, grant.binding.subjects[grant.subject])
} if {
	strict
}

related_role(grant) := {"object": grant.role, "reviewPaths": grant.rules} if not strict

related_role(grant) := {"object": grant.role} if strict

refers_to(binding, role) if {
	not strict
	rbac.refers_to(binding, role)
}

# Compatible rules do not look at namespaces.
refers_to(binding, role) if {
	strict
	binding.roleRef.kind == role.kind
	binding.roleRef.name == role.metadata.name
}

shown_namespace(workload) := workload.metadata.namespace if strict

shown_namespace(workload) := workloads.namespace(workload) if not strict

strict if data.compatibility.strict == true
