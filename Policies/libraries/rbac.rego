# Reading the vectors that the subject-role-rolebinding aggregation makes:
# one subject with relatedObjects [binding, role].
package breakwater.rbac

import rego.v1

# One entry for each rule of the role that allows at least one of the verbs on at
# least one of the resources in at least one of the API groups. An entry is the list of
# paths that grant it, from the role's rule down to the binding that hands it out.
granting_paths(vector, verbs, resources, api_groups) := [grant.paths |
	some grant in grants(vector, verbs, resources, api_groups)
]

# The same together with the rule of the role.
grants(vector, verbs, resources, api_groups) := [{"policy": policy, "paths": paths} |
	some b, binding in vector.relatedObjects
	endswith(binding.kind, "Binding")
	some r, role in vector.relatedObjects
	endswith(role.kind, "Role")
	some s, subject in binding.subjects
	is_subject_of(vector, subject)
	some p, policy in role.rules
	# Most rules end here, before paths are put together.
	has_any(policy.resources, resources)
	has_any(policy.verbs, verbs)
	rule_paths := matching_paths(policy, verbs, resources, api_groups, sprintf("relatedObjects[%d].rules[%d]", [r, p]))
	paths := array.concat(rule_paths, [
		sprintf("relatedObjects[%d].subjects[%d]", [b, s]),
		sprintf("relatedObjects[%d].roleRef.name", [b]),
	])
]

# One entry for each rule of the role with "*" among its resources or verbs.
wildcard_paths(vector) := [paths |
	some b, binding in vector.relatedObjects
	endswith(binding.kind, "Binding")
	some r, role in vector.relatedObjects
	endswith(role.kind, "Role")
	some s, subject in binding.subjects
	is_subject_of(vector, subject)
	some p, policy in role.rules
	wildcards := [path |
		some list in ["resources", "verbs"]
		some index, value in policy[list]
		value == "*"
		path := sprintf("relatedObjects[%d].rules[%d].%s[%d]", [r, p, list, index])
	]
	count(wildcards) > 0
	paths := array.concat(wildcards, [
		sprintf("relatedObjects[%d].subjects[%d]", [b, s]),
		sprintf("relatedObjects[%d].roleRef.name", [b]),
	])
]

matching_paths(policy, verbs, resources, api_groups, prefix) := array.concat(
	positions(policy.resources, resources, sprintf("%s.resources", [prefix])),
	array.concat(
		positions(policy.verbs, verbs, sprintf("%s.verbs", [prefix])),
		positions(policy.apiGroups, api_groups, sprintf("%s.apiGroups", [prefix])),
	),
)

# Undefined when none of the wanted values is in the list, so that the whole rule does not count.
positions(list, wanted, prefix) := found if {
	found := [path |
		some index, value in list
		value in wanted
		path := sprintf("%s[%d]", [prefix, index])
	]
	count(found) > 0
}

# Accounts are told apart by their namespace as well. Manifests leave the group of users and groups out.
is_subject_of(vector, subject) if {
	not strict
	vector.kind == subject.kind
	vector.name == subject.name
	object.get(vector, "namespace", "") == object.get(subject, "namespace", "")
}

# Compatible rules want a namespace or a group to be there, and to be equal.
is_subject_of(vector, subject) if {
	strict
	vector.kind == subject.kind
	vector.name == subject.name
	some field in ["namespace", "apiGroup"]
	vector[field] == subject[field]
}

# The response for one entry of granting_paths.
finding(vector, paths, ability, score) := {
	"alertMessage": sprintf("%v %v", [title(vector), ability]),
	"packagename": "armo_builtins",
	"alertScore": score,
	"reviewPaths": paths,
	"failedPaths": paths,
	"fixPaths": [],
	"alertObject": {"externalObjects": vector},
}

# "Subject: Group-dev", and a mark for what Kubernetes grants to itself, so that readers can set it aside.
title(vector) := sprintf("Subject: %v-%v", [vector.kind, vector.name]) if not is_marked(vector)

title(vector) := sprintf("Subject: %v-%v (built-in)", [vector.kind, vector.name]) if is_marked(vector)

is_marked(vector) if {
	not strict
	is_built_in(vector)
}

# The label alone proves nothing: anybody may be added to a binding that the API server created.
is_built_in(vector) if {
	vector.kind == "ServiceAccount"
	vector.namespace == "kube-system"
	some binding in vector.relatedObjects
	is_bootstrapped(binding)
}

is_built_in(vector) if {
	vector.kind in {"User", "Group"}
	startswith(vector.name, "system:")
	not is_everyone(vector.name)
}

# The API server labels the bindings that it creates when it starts.
is_bootstrapped(binding) if binding.metadata.labels["kubernetes.io/bootstrapping"] == "rbac-defaults"

# What it gives to everyone in that way: to ask for its version and for one's own permissions.
gives_basic_access(binding) if {
	is_bootstrapped(binding)
	binding.roleRef.name in {
		"system:basic-user", "system:discovery", "system:public-info-viewer", "system:service-account-issuer-discovery",
	}
}

# Names of the system that stand for people and programs outside of it.
is_everyone(name) if name in {"system:anonymous", "system:unauthenticated", "system:authenticated", "system:serviceaccounts"}

is_everyone(name) if startswith(name, "system:serviceaccounts:")

is_everyone(name) if startswith(name, "system:serviceaccount:")

# The rules of a role that allow one of the verbs on one of the resources in one of the groups, as paths.
allowing_rules(role, verbs, resources, api_groups) := {sprintf("rules[%d]", [index]) |
	some index, policy in role.rules
	has_any(policy.verbs, verbs)
	has_any(policy.resources, resources)
	has_any(policy.apiGroups, api_groups)
}

has_any(list, wanted) if {
	some value in list
	value in wanted
}

is_role(object_) if object_.kind in {"Role", "ClusterRole"}

is_binding(object_) if object_.kind in {"RoleBinding", "ClusterRoleBinding"}

# A Role is within reach of the RoleBindings of its namespace only. A manifest without a namespace may end up in any.
refers_to(binding, role) if {
	binding.roleRef.kind == role.kind
	binding.roleRef.name == role.metadata.name
	is_within_reach(binding, role)
}

is_within_reach(_, role) if role.kind == "ClusterRole"

is_within_reach(binding, role) if {
	role.kind == "Role"
	binding.kind == "RoleBinding"
	may_be_same_namespace(binding.metadata, role.metadata)
}

may_be_same_namespace(left, right) if object.get(left, "namespace", "") == object.get(right, "namespace", "")

may_be_same_namespace(left, _) if object.get(left, "namespace", "") == ""

may_be_same_namespace(_, right) if object.get(right, "namespace", "") == ""

strict if data.compatibility.strict == true
