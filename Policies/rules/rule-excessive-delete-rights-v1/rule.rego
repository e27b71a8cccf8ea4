package armo_builtins

import rego.v1

import data.breakwater.rbac

# Input: one vector for each subject, binding and role (aggregation subject-role-rolebinding).
deny contains msga if {
	some vector in input
	some paths in rbac.granting_paths(
		vector,
		{"delete", "deletecollection", "*"},
		{"pods", "services", "secrets", "deployments", "replicasets", "daemonsets", "statefulsets", "jobs", "cronjobs", "*"},
		{"", "apps", "batch", "*"},
	)
	msga := rbac.finding(vector, paths, "can delete important resources", 3)
}
