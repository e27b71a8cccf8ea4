package armo_builtins

import rego.v1

import data.breakwater.rbac

# Input: one vector for each subject, binding and role (aggregation subject-role-rolebinding).
deny contains msga if {
	some vector in input
	some paths in forwarding_paths(vector)
	msga := rbac.finding(vector, paths, "can do port forwarding", 3)
}

forwarding_paths(vector) := rbac.granting_paths(vector, {"create", "*"}, {"pods/portforward", "pods/*", "*"}, {"", "*"}) if strict

# A websocket client opens the tunnel with GET, for which the verb get is enough.
forwarding_paths(vector) := rbac.granting_paths(
	vector,
	{"create", "get", "*"},
	{"pods/portforward", "pods/*", "*"},
	{"", "*"},
) if {
	not strict
}

strict if data.compatibility.strict == true
