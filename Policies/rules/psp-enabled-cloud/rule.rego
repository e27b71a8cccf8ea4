package armo_builtins

import rego.v1

import data.breakwater.versions

# GKE
deny contains msga if {
	some description in input
	description.kind == "ClusterDescribe"
	description.apiVersion == "container.googleapis.com/v1"
	not is_past_removal(description.data)
	not description.data.pod_security_policy_config.enabled == true
	msga := {
		"alertMessage": "pod security policy configuration is not enabled",
		"packagename": "armo_builtins",
		"alertScore": 3,
		"failedPaths": [],
		"fixPaths": [],
		"fixCommand": "gcloud beta container clusters update <cluster_name> --enable-pod-security-policy",
		"alertObject": {"externalObjects": description},
	}
}

# From 1.25 on there is nothing to switch on.
is_past_removal(cluster) if {
	not strict
	versions.core(cluster.current_master_version) >= [1, 25, 0]
}

strict if data.compatibility.strict == true
