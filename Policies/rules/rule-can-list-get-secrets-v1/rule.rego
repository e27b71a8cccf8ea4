package armo_builtins

import rego.v1

import data.breakwater.rbac

# Input: one vector for each subject, binding and role (aggregation subject-role-rolebinding).
deny contains msga if {
	some vector in input
	some paths in rbac.granting_paths(vector, {"get", "list", "watch", "*"}, {"secrets", "*"}, {"", "*"})
	msga := rbac.finding(vector, paths, "can read secrets", 3)
}
