package armo_builtins

import rego.v1

import data.breakwater.rbac

# Input: one vector for each subject, binding and role (aggregation subject-role-rolebinding).
deny contains msga if {
	some account in input
	account.kind == "ServiceAccount"
	grants(account)
	some binding in account.relatedObjects
	some subject in binding.subjects
	is_account(account, subject)
	msga := {
		"alertMessage": sprintf("service account: %v has the following permissions in the cluster", [account.name]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"externalObjects": account},
	}
}

grants(_) if strict

grants(account) if {
	some role in account.relatedObjects
	count(role.rules) > 0
}

is_account(account, subject) if {
	not strict
	rbac.is_subject_of(account, subject)
}

# Compatible: an account without a namespace is none.
is_account(account, subject) if {
	strict
	subject.kind == "ServiceAccount"
	subject.name == account.name
	subject.namespace == account.namespace
}

strict if data.compatibility.strict == true
