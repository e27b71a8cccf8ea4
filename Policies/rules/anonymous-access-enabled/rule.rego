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
	not rbac.gives_basic_access(binding)
}

# The API server creates this one when it starts, for its health and version.
title(binding) := sprintf("built-in %v: %v", [binding.kind, binding.metadata.name]) if {
	not strict
	rbac.gives_basic_access(binding)
}

strict if data.compatibility.strict == true
