package armo_builtins

import rego.v1

import data.breakwater.rbac

# Input: one vector for each subject, binding and role (aggregation subject-role-rolebinding).
deny contains msga if {
	not counts_single_wildcards
	some vector in input
	some paths in rbac.granting_paths(vector, {"*"}, {"*"}, {"", "*"})
	msga := rbac.finding(vector, paths, ability, 3)
}

# For C-0187, which is not about administrators but about wildcards: one in either list is enough.
deny contains msga if {
	counts_single_wildcards
	some vector in input
	some paths in rbac.wildcard_paths(vector)
	msga := rbac.finding(vector, paths, "has a role with wildcards", 3)
}

# A fixed input of that control.
counts_single_wildcards if {
	not strict
	"either" in data.postureControlInputs.roleWildcards
}

ability := "has the permissions of a cluster administrator" if not strict

ability := "have high privileges, such as cluster-admin" if strict

strict if data.compatibility.strict == true
