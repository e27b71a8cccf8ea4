package armo_builtins

import rego.v1

import data.breakwater.rbac

# Input: one vector for each subject, binding and role (aggregation subject-role-rolebinding).
deny contains msga if {
	some vector in input
	some paths in exec_paths(vector)
	msga := rbac.finding(vector, paths, "can exec into containers", 9)
}

exec_paths(vector) := rbac.granting_paths(vector, {"create", "*"}, {"pods/exec", "pods/*", "*"}, {"", "*"}) if strict

# A websocket client opens the exec stream with GET, for which the verb get is enough.
exec_paths(vector) := rbac.granting_paths(vector, {"create", "get", "*"}, {"pods/exec", "pods/*", "*"}, {"", "*"}) if not strict

strict if data.compatibility.strict == true
