package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some autoscaler in input
	autoscaler.kind == "HorizontalPodAutoscaler"
	target := autoscaler.spec.scaleTargetRef
	is_scalable(target.kind)
	targets_are_known
	namespace := workloads.namespace(autoscaler)
	not exists(target.kind, target.name, namespace)
	msga := {
		"alertMessage": sprintf("HorizontalPodAutoscaler '%v' target %v '%v' does not exist in namespace '%v'", [autoscaler.metadata.name, target.kind, target.name, namespace]),
		"packagename": "armo_builtins",
		"alertScore": 4,
		"failedPaths": ["spec.scaleTargetRef"],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [autoscaler]},
	}
}

# Kinds of other controllers can be scaled as well, but the rule does not see them.
is_scalable(kind) if kind in {"Deployment", "ReplicaSet", "StatefulSet", "ReplicationController"}

exists(kind, name, namespace) if {
	some workload in input
	workload.kind == kind
	workload.metadata.name == name
	workloads.namespace(workload) == namespace
}

targets_are_known if strict

# Manifests that run nothing say nothing about what runs.
targets_are_known if {
	some workload in input
	is_scalable(workload.kind)
}

strict if data.compatibility.strict == true
