package armo_builtins

import rego.v1

# Tested: the namespaces. Policies are only evidence.
deny contains msga if {
	some namespace in input
	namespace.kind == "Namespace"
	msga := {
		"alertMessage": sprintf("namespace %v", [namespace.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 0,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [namespace]},
	}
}
