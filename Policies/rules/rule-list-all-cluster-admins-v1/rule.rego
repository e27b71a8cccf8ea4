package armo_builtins

import rego.v1

import data.breakwater.rbac

# Input: one vector for each subject, binding and role (aggregation subject-role-rolebinding).
deny contains msga if {
	some vector in input
	some paths in rbac.granting_paths(vector, {"*"}, {"*"}, {"", "*"})
	msga := {
		"alertMessage": sprintf("Subject: %v-%v has the permissions of a cluster administrator", [vector.kind, vector.name]),
		"packagename": "armo_builtins",
		"alertScore": 3,
		"reviewPaths": paths,
		"failedPaths": paths,
		"fixPaths": [],
		"alertObject": {"externalObjects": vector},
	}
}
