package armo_builtins

import rego.v1

import data.breakwater.pods
import data.breakwater.workloads

deny contains msga if {
	some policy in input
	policy.kind == "NetworkPolicy"
	selector := policy.spec.podSelector
	asks_for_something(selector)
	pods_are_known
	count(pods.selected(workloads.namespace(policy), selector)) == 0
	msga := {
		"alertMessage": sprintf("NetworkPolicy '%v' podSelector matches no workloads in namespace '%v'", [policy.metadata.name, workloads.namespace(policy)]),
		"packagename": "armo_builtins",
		"alertScore": 4,
		"failedPaths": ["spec.podSelector"],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [policy]},
	}
}

# An empty selector means every pod, those to come included.
asks_for_something(selector) if count(selector.matchLabels) > 0

asks_for_something(selector) if count(selector.matchExpressions) > 0

pods_are_known if strict

# Manifests that run nothing say nothing about what runs.
pods_are_known if count(pods.all) > 0

strict if data.compatibility.strict == true
