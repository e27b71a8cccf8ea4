package armo_builtins

import rego.v1

# GKE
deny contains msga if {
	some description in input
	description.kind == "ClusterDescribe"
	description.apiVersion == "container.googleapis.com/v1"
	not logs_some_component(description.data)
	msga := {
		"alertMessage": "audit logs is disabled",
		"packagename": "armo_builtins",
		"alertScore": 3,
		"failedPaths": [],
		"fixPaths": [],
		"fixCommand": "",
		"alertObject": {"externalObjects": description},
	}
}

# EKS
deny contains msga if {
	some description in input
	description.kind == "ClusterDescribe"
	description.apiVersion == "eks.amazonaws.com/v1"
	not logs_every_type(object.get(description.data, "Cluster", {}))
	msga := {
		"alertMessage": "audit logs is disabled",
		"packagename": "armo_builtins",
		"alertScore": 3,
		"failedPaths": [],
		"fixPaths": [],
		"fixCommand": "aws eks update-cluster-config --region '${REGION_CODE}' --name '${CLUSTER_NAME}' --logging '{'clusterLogging':[{'types':['api','audit','authenticator','controllerManager','scheduler'],'enabled':true}]}'",
		"alertObject": {"externalObjects": description},
	}
}

logs_some_component(cluster) if count(cluster.logging_config.component_config.enable_components) > 0

logs_every_type(cluster) if {
	enabled := {type |
		some setting in cluster.Logging.ClusterLogging
		setting.Enabled == true
		some type in setting.Types
	}
	every type in ["api", "audit", "authenticator", "controllerManager", "scheduler"] {
		type in enabled
	}
}
