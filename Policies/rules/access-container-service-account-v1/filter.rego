package armo_builtins

import rego.v1

import data.breakwater.rbac

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
	rbac.is_subject_of(subject, other)
}

strict if data.compatibility.strict == true
