package armo_builtins

import rego.v1

import data.breakwater.rbac

# Input: one vector for each subject, binding and role (aggregation subject-role-rolebinding).
deny contains msga if {
	some vector in input
	some paths in rbac.granting_paths(vector, exec_verbs, {"pods/exec", "pods/*", "*"}, {"", "*"})
	msga := {
		"alertMessage": sprintf("Subject: %v-%v can exec into containers", [vector.kind, vector.name]),
		"packagename": "armo_builtins",
		"alertScore": 9,
		"reviewPaths": paths,
		"failedPaths": paths,
		"fixPaths": [],
		"alertObject": {"externalObjects": vector},
	}
}

exec_verbs := {"create", "*"} if strict

# A websocket client opens the exec stream with GET, which needs the verb get only.
exec_verbs := {"create", "get", "*"} if not strict

strict if data.compatibility.strict == true
