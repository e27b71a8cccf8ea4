package armo_builtins

import rego.v1

# Tested: every subject of a binding. Compatible mode counts only those that fail anyway.
deny contains msga if {
	some subject in input
	is_tested(subject)
	msga := {
		"alertMessage": sprintf("%v: %v", [subject.kind, subject.name]),
		"packagename": "armo_builtins",
		"alertScore": 0,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"externalObjects": subject},
	}
}

is_tested(_) if not strict

is_tested(subject) if {
	subject.kind == "ServiceAccount"
	some binding in subject.relatedObjects
	some other in binding.subjects
	other.kind == "ServiceAccount"
	other.name == subject.name
	other.namespace == subject.namespace
}

strict if data.compatibility.strict == true
