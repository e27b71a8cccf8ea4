package armo_builtins

import rego.v1

deny contains msga if {
	some info in input
	info.apiVersion == "hostdata.kubescape.cloud/v1beta0"
	is_provider_info(info.kind)
	info.data.providerMetaDataAPIAccess == true
	msga := {
		"alertMessage": sprintf("Node '%s' has access to Instance Metadata Services of cloud provider.", [info.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 1,
		"failedPaths": [],
		"fixPaths": [],
		"fixCommand": "",
		"alertObject": {"externalObjects": info},
	}
}

is_provider_info(kind) if kind == "cloudProviderInfo"

# The kind that node agents really write.
is_provider_info(kind) if {
	not strict
	kind == "CloudProviderInfo"
}

strict if data.compatibility.strict == true
