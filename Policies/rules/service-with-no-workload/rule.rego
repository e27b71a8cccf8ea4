package armo_builtins

import rego.v1

import data.breakwater.pods
import data.breakwater.services
import data.breakwater.workloads

deny contains msga if {
	some service in input
	service.kind == "Service"
	object.get(service, ["spec", "type"], "ClusterIP") != "ExternalName"
	count(service.spec.selector) > 0
	pods_are_known
	count(services.pods_of(service)) == 0
	msga := {
		"alertMessage": sprintf("Service '%v' selector matches no workloads in namespace '%v'", [service.metadata.name, workloads.namespace(service)]),
		"packagename": "armo_builtins",
		"alertScore": 3,
		"failedPaths": ["spec.selector"],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [service]},
	}
}

pods_are_known if strict

# Manifests that run nothing say nothing about what runs.
pods_are_known if count(pods.all) > 0

strict if data.compatibility.strict == true
