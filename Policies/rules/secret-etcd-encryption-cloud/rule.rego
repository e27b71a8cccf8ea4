package armo_builtins

import rego.v1

# AKS
deny contains msga if {
	some description in input
	description.kind == "ClusterDescribe"
	description.apiVersion == "management.azure.com/v1"
	not encrypts_aks(object.get(description.data, "properties", {}))
	msga := finding(description, "az aks update --name <cluster_name> --resource-group <resource_group> --enable-azure-keyvault-kms --azure-keyvault-kms-key-id <key_id>")
}

# EKS
deny contains msga if {
	some description in input
	description.kind == "ClusterDescribe"
	description.apiVersion == "eks.amazonaws.com/v1"
	not encrypts_eks(object.get(description.data, "Cluster", {}))
	msga := finding(description, "eksctl utils enable-secrets-encryption --cluster=<cluster_name> --key-arn=<key_arn> --region=<region>")
}

# GKE
deny contains msga if {
	some description in input
	description.kind == "ClusterDescribe"
	description.apiVersion == "container.googleapis.com/v1"
	not object.get(description.data, ["database_encryption", "state"], null) in {1, "ENCRYPTED"}
	msga := finding(description, "gcloud container clusters update <cluster_name> --region=<region> --database-encryption-key=projects/<key_project>/locations/<location>/keyRings/<ring>/cryptoKeys/<key>")
}

finding(description, command) := {
	"alertMessage": "etcd/secret encryption is not enabled",
	"packagename": "armo_builtins",
	"alertScore": 3,
	"failedPaths": [],
	"fixPaths": [],
	"fixCommand": command,
	"alertObject": {"externalObjects": description},
}

encrypts_aks(properties) if properties.securityProfile.azureKeyVaultKms.enabled == true

encrypts_aks(properties) if {
	properties.securityProfile.kubernetesResourceObjectEncryptionProfile.infrastructureEncryption == "Enabled"
}

# The disks of the nodes do not hold etcd, so their encryption is no answer here.
encrypts_aks(properties) if {
	strict
	count(properties.agentPoolProfiles) > 0
	every pool in properties.agentPoolProfiles {
		pool.enableEncryptionAtHost == true
	}
}

encrypts_eks(cluster) if {
	some encryption in cluster.EncryptionConfig
	"secrets" in encryption.Resources
}

strict if data.compatibility.strict == true
