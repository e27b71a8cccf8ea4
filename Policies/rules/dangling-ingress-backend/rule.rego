package armo_builtins

import rego.v1

import data.breakwater.services
import data.breakwater.workloads

deny contains msga if {
	some ingress in input
	ingress.kind == "Ingress"
	some i, rule in ingress.spec.rules
	some j, path in rule.http.paths
	name := path.backend.service.name
	is_missing(ingress, name)
	msga := finding(ingress, "backend", name, sprintf("spec.rules[%d].http.paths[%d].backend.service.name", [i, j]))
}

deny contains msga if {
	some ingress in input
	ingress.kind == "Ingress"
	name := ingress.spec.defaultBackend.service.name
	is_missing(ingress, name)
	msga := finding(ingress, "default backend", name, "spec.defaultBackend.service.name")
}

is_missing(ingress, name) if {
	services_are_known
	not services.exists(workloads.namespace(ingress), name)
}

services_are_known if strict

# The Services of an application often live in another repository than its Ingress.
services_are_known if services.are_known

finding(ingress, what, name, path) := {
	"alertMessage": sprintf("Ingress '%v' %v service '%v' does not exist in namespace '%v'", [ingress.metadata.name, what, name, workloads.namespace(ingress)]),
	"packagename": "armo_builtins",
	"alertScore": 4,
	"failedPaths": [path],
	"fixPaths": [],
	"alertObject": {"k8sApiObjects": [ingress]},
}

strict if data.compatibility.strict == true
