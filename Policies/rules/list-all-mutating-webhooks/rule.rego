package armo_builtins

import rego.v1

deny contains msga if {
	some configuration in input
	configuration.kind == "MutatingWebhookConfiguration"
	paths := review_paths(configuration)
	msga := object.union(paths, {
		"alertMessage": sprintf("The following mutating webhook configuration should be checked %v.", [configuration.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 6,
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [configuration]},
	})
}

# Where each webhook sends its requests.
review_paths(configuration) := {"reviewPaths": paths, "failedPaths": paths} if {
	not strict
	paths := [sprintf("webhooks[%d].clientConfig", [index]) | some index, _ in configuration.webhooks]
}

review_paths(_) := {"failedPaths": [""]} if strict

strict if data.compatibility.strict == true
