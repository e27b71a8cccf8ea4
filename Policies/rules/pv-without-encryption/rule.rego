package armo_builtins

import rego.v1

deny contains msga if {
	some volume in input
	volume.kind == "PersistentVolume"
	some class in input
	class.kind == "StorageClass"
	class.metadata.name == volume.spec.storageClassName
	not encrypts(class)
	msga := {
		"alertMessage": sprintf("Volume '%v' has is using a storage class that does not use encryption", [volume.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": [{"path": "spec.storageClassName", "value": placeholder(volume)}],
		"alertObject": {"k8sApiObjects": [volume]},
	}
}

# The drivers of AWS, Ceph and Longhorn call the parameter so; that of Portworx calls it "secure".
encrypts(class) if class.parameters.encrypted == "true"

encrypts(class) if {
	not strict
	some name in ["encrypted", "secure"]
	lower(sprintf("%v", [class.parameters[name]])) == "true"
}

# Disks of Azure and Google are encrypted whatever the class says.
encrypts(class) if {
	some driver in ["azure", "csi.storage.gke.io"]
	contains(class.provisioner, driver)
}

encrypts(class) if {
	not strict
	class.provisioner == "kubernetes.io/gce-pd"
}

placeholder(_) := "<your encrypted storage class>" if strict

placeholder(_) := "YOUR_ENCRYPTED_STORAGE_CLASS" if not strict

strict if data.compatibility.strict == true
