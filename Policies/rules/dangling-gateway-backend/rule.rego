package armo_builtins

import rego.v1

import data.breakwater.routes
import data.breakwater.services

deny contains msga if {
	some route in input
	routes.is_route(route)
	some backend in routes.backends(route)
	routes.is_service(backend)
	services_are_known
	not services.exists(backend.namespace, backend.name)
	msga := {
		"alertMessage": sprintf("%v '%v' backendRef '%v' does not exist in namespace '%v'", [route.kind, route.metadata.name, backend.name, backend.namespace]),
		"packagename": "armo_builtins",
		"alertScore": 4,
		"failedPaths": [backend.path],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [route]},
	}
}

services_are_known if strict

# The Services of an application often live in another repository than its routes.
services_are_known if services.are_known

strict if data.compatibility.strict == true
