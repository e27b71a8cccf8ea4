package armo_builtins

import rego.v1

import data.breakwater.rbac

# Input: one vector for each subject, binding and role (aggregation subject-role-rolebinding).
deny contains msga if {
	not strict
	some vector in input
	vector.kind == "Group"
	vector.name == "system:authenticated"
	some paths in array.concat(reading_paths(vector), acting_paths(vector))
	msga := finding(vector, paths)
}

# Reading: what holds credentials.
reading_paths(vector) := rbac.granting_paths(vector, {"get", "list", "watch", "*"}, {"secrets", "*"}, {"", "*"})

# Writing: what runs code, or lets into what runs.
acting_paths(vector) := array.concat(
	rbac.granting_paths(
		vector,
		{"create", "update", "patch", "delete", "deletecollection", "*"},
		{"pods", "nodes", "secrets", "replicationcontrollers", "*"},
		{"", "*"},
	),
	array.concat(
		rbac.granting_paths(
			vector,
			{"get", "create", "*"},
			{"pods/exec", "pods/attach", "pods/portforward", "nodes/proxy", "pods/*", "nodes/*"},
			{"", "*"},
		),
		rbac.granting_paths(
			vector,
			{"create", "update", "patch", "delete", "deletecollection", "*"},
			{"deployments", "replicasets", "statefulsets", "daemonsets", "jobs", "cronjobs", "*"},
			{"apps", "batch", "*"},
		),
	),
)

# Compatible mode: any verb, and any subject of a binding that has the group among its subjects.
deny contains msga if {
	strict
	some vector in input
	some b, binding in vector.relatedObjects
	endswith(binding.kind, "Binding")
	some s, subject in binding.subjects
	subject.kind == "Group"
	subject.name == "system:authenticated"
	some r, role in vector.relatedObjects
	endswith(role.kind, "Role")
	are_paired(binding, role)
	touches_sensitive_resources(role)
	msga := finding(vector, [
		"",
		sprintf("relatedObjects[%d].subjects[%d]", [b, s]),
		sprintf("relatedObjects[%d].roleRef.name", [r]),
	])
}

# A ClusterRole that a RoleBinding hands out is not seen.
are_paired(binding, role) if {
	binding.kind == "RoleBinding"
	role.kind == "Role"
	binding.metadata.namespace == role.metadata.namespace
	refers_by_name(binding.roleRef, role)
}

are_paired(binding, role) if {
	binding.kind == "ClusterRoleBinding"
	role.kind == "ClusterRole"
	refers_by_name(binding.roleRef, role)
}

refers_by_name(reference, role) if {
	reference.name == role.metadata.name
	reference.kind == role.kind
	startswith(reference.apiGroup, "rbac.authorization.k8s.io")
}

touches_sensitive_resources(role) if {
	some policy in role.rules
	some resource in policy.resources
	resource in {
		"*", "pods", "pods/exec", "pods/attach", "pods/portforward", "deployments", "statefulset", "daemonset", "jobs",
		"cronjobs", "nodes", "secrets",
	}
}

finding(vector, paths) := {
	"alertMessage": "system:authenticated has sensitive roles",
	"packagename": "armo_builtins",
	"alertScore": 5,
	"reviewPaths": paths,
	"failedPaths": paths,
	"fixPaths": [],
	"alertObject": {"externalObjects": vector},
}

strict if data.compatibility.strict == true
