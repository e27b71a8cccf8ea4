package armo_builtins

import rego.v1

import data.breakwater.rbac

# Input: one vector for each subject, binding and role (aggregation subject-role-rolebinding).
deny contains msga if {
	some vector in input
	some paths in deleting_paths(vector)
	msga := rbac.finding(vector, paths, "can delete events", 6)
}

deleting_paths(vector) := rbac.granting_paths(vector, {"delete", "deletecollection", "*"}, {"events", "*"}, {"", "*"}) if strict

# The API server serves the same events in two groups.
deleting_paths(vector) := rbac.granting_paths(
	vector,
	{"delete", "deletecollection", "*"},
	{"events", "*"},
	{"", "events.k8s.io", "*"},
) if {
	not strict
}

strict if data.compatibility.strict == true
