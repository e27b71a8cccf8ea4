package armo_builtins

import rego.v1

import data.breakwater.rbac

# Input: one vector for each subject, binding and role (aggregation subject-role-rolebinding).
deny contains msga if {
	some vector in input
	vector.name != "kubernetes-dashboard"
	some role in vector.relatedObjects
	endswith(role.kind, "Role")
	role.metadata.name == "kubernetes-dashboard"
	some b, binding in vector.relatedObjects
	endswith(binding.kind, "Binding")
	some s, subject in binding.subjects
	is_meant(vector, subject)
	paths := [
		sprintf("relatedObjects[%d].subjects[%d]", [b, s]),
		sprintf("relatedObjects[%d].roleRef.name", [b]),
	]
	msga := rbac.finding(vector, paths, "is bound to dashboard role/clusterrole", 9)
}

# Compatible rules name every subject of the binding in turn.
is_meant(_, _) if strict

is_meant(vector, subject) if {
	not strict
	rbac.is_subject_of(vector, subject)
}

strict if data.compatibility.strict == true
