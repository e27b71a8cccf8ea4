package armo_builtins

import rego.v1

import data.breakwater.rbac

deny contains msga if {
	some binding in input
	rbac.is_binding(binding)
	paths := [path |
		some index, subject in binding.subjects
		subject.name in {"system:anonymous", "system:unauthenticated"}
		path := sprintf("subjects[%d]", [index])
	]
	count(paths) > 0
	msga := {
		"alertMessage": sprintf("the following %v gives permissions to anonymous users", [title(binding)]),
		"packagename": "armo_builtins",
		"alertScore": 9,
		"deletePaths": paths,
		"failedPaths": paths,
		"alertObject": {"k8sApiObjects": [binding]},
	}
}

title(binding) := sprintf("RoleBinding: %v", [binding.metadata.name]) if strict

title(binding) := sprintf("%v: %v", [binding.kind, binding.metadata.name]) if {
	not strict
	not rbac.is_bootstrapped(binding)
}

# The API server creates one of these when it starts, for its health and version.
title(binding) := sprintf("built-in %v: %v", [binding.kind, binding.metadata.name]) if {
	not strict
	rbac.is_bootstrapped(binding)
}

strict if data.compatibility.strict == true
