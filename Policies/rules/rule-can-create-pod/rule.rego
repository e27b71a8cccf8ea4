package armo_builtins

import rego.v1

import data.breakwater.rbac

# Input: one vector for each subject, binding and role (aggregation subject-role-rolebinding).
deny contains msga if {
	some vector in input
	some paths in rbac.granting_paths(vector, {"create", "*"}, {"pods", "*"}, {"", "*"})
	msga := rbac.finding(vector, paths, "can create pods", 3)
}

# A controller creates the pods of its template for whoever creates the controller.
deny contains msga if {
	not strict
	some vector in input
	some paths in controller_paths(vector)
	msga := rbac.finding(vector, paths, "can create pods through a controller", 3)
}

controller_paths(vector) := array.concat(
	rbac.granting_paths(vector, {"create", "*"}, {"replicationcontrollers"}, {"", "*"}),
	array.concat(
		rbac.granting_paths(vector, {"create", "*"}, {"deployments", "replicasets", "daemonsets", "statefulsets"}, {"apps", "*"}),
		rbac.granting_paths(vector, {"create", "*"}, {"jobs", "cronjobs"}, {"batch", "*"}),
	),
)

strict if data.compatibility.strict == true
