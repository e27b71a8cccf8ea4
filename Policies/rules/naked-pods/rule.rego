package armo_builtins

import rego.v1

deny contains msga if {
	some pod in input
	pod.kind == "Pod"
	not has_owner(pod)
	msga := object.union(repair, {
		"alertMessage": sprintf("Pod: %v not associated with ReplicaSet or Deployment", [pod.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 3,
		"alertObject": {"k8sApiObjects": [pod]},
	})
}

has_owner(pod) if {
	strict
	pod.metadata.ownerReferences
}

has_owner(pod) if {
	not strict
	count(pod.metadata.ownerReferences) > 0
}

# Owners are written by controllers. What has to change is the kind of the object.
repair := {"reviewPaths": ["kind"], "failedPaths": ["kind"], "fixPaths": []} if not strict

repair := {"failedPaths": [], "fixPaths": [{"path": "metadata.ownerReferences", "value": "YOUR_VALUE"}]} if strict

strict if data.compatibility.strict == true
