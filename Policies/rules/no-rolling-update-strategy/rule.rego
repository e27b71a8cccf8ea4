package armo_builtins

import rego.v1

deny contains msga if {
	some deployment in input
	deployment.kind == "Deployment"
	deployment.spec.strategy.type != "RollingUpdate"
	not may_only_run_once(deployment)
	msga := object.union(review, {
		"alertMessage": sprintf("Deployment: %v does not use the RollingUpdate strategy", [deployment.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 3,
		"failedPaths": ["spec.strategy.type"],
		"fixPaths": [{"path": "spec.strategy.type", "value": "RollingUpdate"}],
		"alertObject": {"k8sApiObjects": [deployment]},
	})
}

# A single writer on a volume of its own: the next pod could not have the volume while the last one runs.
may_only_run_once(deployment) if {
	not strict
	object.get(deployment.spec, "replicas", 1) in {0, 1, null}
	some volume in deployment.spec.template.spec.volumes
	volume.persistentVolumeClaim
}

review := {"reviewPaths": ["spec.strategy.type"]} if not strict

review := {} if strict

strict if data.compatibility.strict == true
