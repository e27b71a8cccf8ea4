package armo_builtins

import rego.v1

import data.breakwater.routes
import data.breakwater.services

deny contains msga if {
	some route in input
	routes.is_route(route)
	backends := [backend |
		some backend in routes.backends(route)
		is_service(backend)
	]
	some place in {[backend.namespace, backend.name] | some backend in backends}
	some service in services.named(place[0], place[1])
	counts(service)
	paths := [backend.path |
		some backend in backends
		[backend.namespace, backend.name] == place
	]
	some pod in services.pods_of(service)
	msga := {
		"alertMessage": sprintf("workload '%v' is exposed through %v '%v'", [pod.workload.metadata.name, kind_of(route), route.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [pod.workload]},
		"relatedObjects": [
			{"object": route, "reviewPaths": paths, "failedPaths": paths},
			{"object": service},
		],
	}
}

is_service(backend) if {
	not strict
	routes.is_service(backend)
}

is_service(backend) if {
	strict
	backend.kind == "Service"
}

# Published behaviour: a public Service is left to C-0256.
counts(_) if not strict

counts(service) if not services.is_public(service)

kind_of(_) := "httproute" if strict

kind_of(route) := lower(route.kind) if not strict

strict if data.compatibility.strict == true
