package armo_builtins

import rego.v1

import data.breakwater.pods
import data.breakwater.selectors
import data.breakwater.services
import data.breakwater.workloads

deny contains msga if {
	some service in input
	service.kind == "Service"
	services.is_public(service)
	some pod in exposed_pods(service)
	msga := finding(pod.workload, "service", service, [{
		"object": service,
		"reviewPaths": ["spec.type"],
		"failedPaths": ["spec.type"],
	}])
}

deny contains msga if {
	some ingress in input
	ingress.kind == "Ingress"
	backends := backends_of(ingress)
	some name in {backend.name | some backend in backends}
	some service in services.named(workloads.namespace(ingress), name)
	# A public Service is reported as such.
	not services.is_public(service)
	some pod in pods_behind_ingress(service)
	paths := [backend.path |
		some backend in backends
		backend.name == name
	]
	msga := finding(pod.workload, "ingress", ingress, [
		{"object": ingress, "reviewPaths": paths, "failedPaths": paths},
		{"object": service},
	])
}

finding(workload, what, object_, related) := {
	"alertMessage": sprintf("workload '%v' is exposed through %v '%v'", [workload.metadata.name, what, object_.metadata.name]),
	"packagename": "armo_builtins",
	"alertScore": 7,
	"failedPaths": [],
	"fixPaths": [],
	"alertObject": {"k8sApiObjects": [workload]},
	"relatedObjects": related,
}

backends_of(ingress) := array.concat(rule_backends(ingress), default_backends(ingress))

rule_backends(ingress) := [backend |
	some i, rule in ingress.spec.rules
	some j, path in rule.http.paths
	backend := {
		"name": path.backend.service.name,
		"path": sprintf("spec.rules[%d].http.paths[%d].backend.service.name", [i, j]),
	}
]

default_backends(ingress) := [{"name": name, "path": "spec.defaultBackend.service.name"} |
	not strict
	name := ingress.spec.defaultBackend.service.name
]

exposed_pods(service) := services.pods_of(service) if not strict

exposed_pods(service) := [pod |
	some pod in pods.in_namespace(workloads.namespace(service))
	selectors.has_all(pod.labels, service.spec.selector)
] if {
	strict
}

pods_behind_ingress(service) := services.pods_of(service) if not strict

# Published behaviour: a controller counts by its own labels or by its selector, not by those of its pods.
pods_behind_ingress(service) := [pod |
	some pod in pods.in_namespace(workloads.namespace(service))
	is_connected(pod.workload, service.spec.selector)
] if {
	strict
}

is_connected(workload, selector) if {
	selectors.has_all(object.get(workload, ["metadata", "labels"], {}), selector)
}

is_connected(workload, selector) if workload.spec.selector.matchLabels == selector

strict if data.compatibility.strict == true
