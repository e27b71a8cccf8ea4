package armo_builtins

import rego.v1

# Tested: everything but ConfigMaps, which the match lists although the rule has no question for them.
deny contains msga if {
	some object_ in input
	is_tested(object_)
	msga := {
		"alertMessage": sprintf("%v: %v", [object_.kind, object_.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 0,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [object_]},
	}
}

is_tested(_) if strict

is_tested(object_) if object_.kind != "ConfigMap"

strict if data.compatibility.strict == true
