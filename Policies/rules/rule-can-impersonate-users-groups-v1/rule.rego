package armo_builtins

import rego.v1

import data.breakwater.rbac

# Input: one vector for each subject, binding and role (aggregation subject-role-rolebinding).
deny contains msga if {
	some vector in input
	some paths in impersonating_paths(vector)
	msga := rbac.finding(vector, paths, "can impersonate users", 5)
}

impersonating_paths(vector) := rbac.granting_paths(
	vector,
	{"impersonate", "*"},
	{"users", "groups", "serviceaccounts", "uids", "*"},
	{"", "*"},
) if {
	strict
}

# UIDs are in a group of their own.
impersonating_paths(vector) := rbac.granting_paths(
	vector,
	{"impersonate", "*"},
	{"users", "groups", "serviceaccounts", "uids", "*"},
	{"", "authentication.k8s.io", "*"},
) if {
	not strict
}

strict if data.compatibility.strict == true
