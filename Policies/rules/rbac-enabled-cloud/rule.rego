package armo_builtins

import rego.v1

# AKS: a cluster is created with RBAC or without it.
deny contains msga if {
	some description in input
	is_description(description, "management.azure.com/v1")
	description.metadata.provider == "aks"
	not description.data.properties.enableRBAC == true
	msga := finding(description, "data.properties.enableRBAC", "")
}

# GKE: the older authorizer gives every node and service account full access beside RBAC.
deny contains msga if {
	not strict
	some description in input
	is_description(description, "container.googleapis.com/v1")
	description.data.legacy_abac.enabled == true
	msga := finding(description, "data.legacy_abac.enabled", "gcloud container clusters update <cluster_name> --no-enable-legacy-authorization")
}

is_description(description, api_version) if {
	description.kind == "ClusterDescribe"
	description.apiVersion == api_version
}

finding(description, path, command) := {
	"alertMessage": "rbac is not enabled",
	"packagename": "armo_builtins",
	"alertScore": 3,
	"reviewPaths": [path],
	"failedPaths": [path],
	"fixPaths": [],
	"fixCommand": command,
	"alertObject": {"externalObjects": description},
}

strict if data.compatibility.strict == true
