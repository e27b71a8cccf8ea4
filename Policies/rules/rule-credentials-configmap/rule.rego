package armo_builtins

import rego.v1

# The name of a key says that its value is a secret.
deny contains msga if {
	some config_map in input
	config_map.kind == "ConfigMap"
	some key, value in config_map.data
	may_be_secret(config_map, value)
	not is_path(value)
	some name in data.postureControlInputs.sensitiveKeyNames
	contains(lower(key), lower(name))
	not is_allowed_key(key)
	not is_allowed_value(value)
	msga := finding(config_map, key)
}

# The value looks like a secret.
deny contains msga if {
	some config_map in input
	config_map.kind == "ConfigMap"
	some key, value in config_map.data
	may_be_secret(config_map, value)
	looks_secret(value)
	not is_allowed_key(key)
	not is_allowed_value(value)
	msga := finding(config_map, key)
}

# The value is base64 of something that looks like a secret.
deny contains msga if {
	some config_map in input
	config_map.kind == "ConfigMap"
	some key, value in config_map.data
	may_be_secret(config_map, value)
	decoded := base64.decode(value)
	looks_secret(decoded)
	not is_allowed_key(key)
	not is_allowed_value(value)
	not is_allowed_value(decoded)
	msga := finding(config_map, key)
}

finding(config_map, key) := {
	"alertMessage": sprintf("this configmap has sensitive information: %v", [config_map.metadata.name]),
	"packagename": "armo_builtins",
	"alertScore": 9,
	"deletePaths": [sprintf("data[%v]", [key])],
	"failedPaths": [sprintf("data[%v]", [key])],
	"fixPaths": [],
	"alertObject": {"k8sApiObjects": [config_map]},
}

may_be_secret(config_map, value) if {
	is_string(value)
	value != ""
	not is_public(config_map, value)
}

# Certificates are public; the cluster itself puts its CA bundle into every namespace.
is_public(config_map, _) if {
	not strict
	config_map.metadata.name == "kube-root-ca.crt"
}

is_public(_, value) if {
	not strict
	startswith(value, "-----BEGIN CERTIFICATE-----")
	not contains(value, "PRIVATE KEY")
}

# A path says where the secret is, not what it is.
is_path(value) if {
	not strict
	startswith(value, "/")
}

looks_secret(value) if {
	some pattern in data.postureControlInputs.sensitiveValues
	regex.match(pattern, value)
}

is_allowed_key(key) if {
	some name in data.postureControlInputs.sensitiveKeyNamesAllowed
	contains(lower(key), lower(name))
}

is_allowed_value(value) if {
	some pattern in data.postureControlInputs.sensitiveValuesAllowed
	regex.match(pattern, value)
}

strict if data.compatibility.strict == true
