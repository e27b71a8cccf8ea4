package armo_builtins

import rego.v1

# AKS
deny contains msga if {
	some description in input
	description.kind == "ClusterDescribe"
	description.apiVersion == "management.azure.com/v1"
	not encrypts_aks(object.get(description.data, "properties", {}))
	msga := finding(description, commands.aks)
}

# EKS
deny contains msga if {
	some description in input
	description.kind == "ClusterDescribe"
	description.apiVersion == "eks.amazonaws.com/v1"
	not encrypts_eks(object.get(description.data, "Cluster", {}))
	msga := finding(description, commands.eks)
}

# GKE
deny contains msga if {
	some description in input
	description.kind == "ClusterDescribe"
	description.apiVersion == "container.googleapis.com/v1"
	not object.get(description.data, ["database_encryption", "state"], null) in {1, "ENCRYPTED"}
	msga := finding(description, commands.gke)
}

commands := {
	"aks": "az aks update --name <cluster_name> --resource-group <resource_group> --enable-azure-keyvault-kms --azure-keyvault-kms-key-id <key_id>",
	"eks": "eksctl utils enable-secrets-encryption --cluster=<cluster_name> --key-arn=<key_arn> --region=<region>",
	"gke": "gcloud container clusters update <cluster_name> --region=<region> --database-encryption-key=projects/<key_project>/locations/<location>/keyRings/<ring>/cryptoKeys/<key>",
} if {
	not strict
}

# The published ones; that for AKS encrypts disks of nodes.
commands := {
	"aks": "az aks nodepool add --name hostencrypt --cluster-name <myAKSCluster> --resource-group <myResourceGroup> -s Standard_DS2_v2 -l <myRegion> --enable-encryption-at-host",
	"eks": "eksctl utils enable-secrets-encryption --cluster=<cluster> --key-arn=arn:aws:kms:<cluster_region>:<account>:key/<key> --region=<region>",
	"gke": "gcloud container clusters update <cluster_name> --region=<compute_region> --database-encryption-key=<key_project_id>/locations/<location>/keyRings/<ring_name>/cryptoKeys/<key_name> --project=<cluster_project_id>",
} if {
	strict
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
