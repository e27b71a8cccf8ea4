package armo_builtins

import rego.v1

import data.breakwater.selectors
import data.breakwater.services
import data.breakwater.workloads

deny contains msga if {
	some service in input
	service.kind == "Service"
	is_exposed(service)
	some workload in exposed_workloads(service)
	is_sensitive(workload)
	msga := object.union(objects(workload, service), {
		"alertMessage": sprintf("service: %v is exposed", [service.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": [],
	})
}

is_exposed(service) if service.spec.type == "NodePort"

is_exposed(service) if {
	service.spec.type == "LoadBalancer"
	some address in service.status.loadBalancer.ingress
	is_string(address.ip)
}

# Some clouds give their load balancers a name and no address.
is_exposed(service) if {
	not strict
	service.spec.type == "LoadBalancer"
	some address in service.status.loadBalancer.ingress
	is_string(address.hostname)
}

exposed_workloads(service) := [pod.workload | some pod in services.pods_of(service)] if not strict

# Published behaviour: by the labels of the workload itself, or by its selector, in any namespace.
exposed_workloads(service) := [workload |
	some workload in input
	workloads.pod_spec(workload)
	is_connected(workload, service.spec.selector)
] if {
	strict
}

is_connected(workload, selector) if {
	selectors.has_all(object.get(workload, ["metadata", "labels"], {}), selector)
}

is_connected(workload, selector) if workload.spec.selector.matchLabels == selector

is_sensitive(workload) if {
	strict
	some name in data.postureControlInputs.sensitiveInterfaces
	contains(workload.metadata.name, name)
}

# Whole words only: "nifi" is no part of "magnificent".
is_sensitive(workload) if {
	not strict
	some name in data.postureControlInputs.sensitiveInterfaces
	contains(words(workload.metadata.name), words(lower(name)))
}

words(name) := sprintf("-%s-", [replace(name, ".", "-")])

objects(workload, service) := {"alertObject": {"k8sApiObjects": [workload, service]}} if strict

objects(workload, service) := {
	"alertObject": {"k8sApiObjects": [workload]},
	"relatedObjects": [{"object": service, "reviewPaths": ["spec.type"], "failedPaths": ["spec.type"]}],
} if {
	not strict
}

strict if data.compatibility.strict == true
