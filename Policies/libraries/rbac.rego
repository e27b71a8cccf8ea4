# Reading the vectors that the subject-role-rolebinding aggregation makes:
# one subject with relatedObjects [binding, role].
package breakwater.rbac

import rego.v1

# One entry for each rule of the role that allows at least one of the verbs on at
# least one of the resources in at least one of the API groups. An entry is the list of
# paths that grant it, from the role's rule down to the binding that hands it out.
granting_paths(vector, verbs, resources, api_groups) := [paths |
	some b, binding in vector.relatedObjects
	endswith(binding.kind, "Binding")
	some r, role in vector.relatedObjects
	endswith(role.kind, "Role")
	some s, subject in binding.subjects
	is_subject_of(vector, subject)
	some p, policy in role.rules
	rule_paths := matching_paths(policy, verbs, resources, api_groups, sprintf("relatedObjects[%d].rules[%d]", [r, p]))
	paths := array.concat(rule_paths, [
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

is_subject_of(vector, subject) if {
	vector.kind == subject.kind
	vector.name == subject.name
	object.get(vector, "namespace", "") == object.get(subject, "namespace", "")
}
