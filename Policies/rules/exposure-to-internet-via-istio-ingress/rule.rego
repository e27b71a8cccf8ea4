package armo_builtins

import rego.v1

import data.breakwater.selectors
import data.breakwater.services
import data.breakwater.workloads

deny contains msga if {
	some virtual_service in input
	virtual_service.kind == "VirtualService"
	is_public(virtual_service)
	destinations := destinations_of(virtual_service)
	some place in {[destination.namespace, destination.name] | some destination in destinations}
	some service in services.named(place[0], place[1])
	paths := [destination.path |
		some destination in destinations
		[destination.namespace, destination.name] == place
	]
	some pod in services.pods_of(service)
	msga := {
		"alertMessage": sprintf("workload '%v' is exposed through virtualservice '%v'", [pod.workload.metadata.name, virtual_service.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [pod.workload]},
		"relatedObjects": [
			{"object": virtual_service, "reviewPaths": paths, "failedPaths": paths},
			{"object": service},
		],
	}
}

# One of its gateways runs behind a public Service. "mesh" means the sidecars inside.
is_public(virtual_service) if {
	some reference in virtual_service.spec.gateways
	place := place_of(reference, workloads.namespace(virtual_service))
	some gateway in input
	gateway.kind == "Gateway"
	gateway.metadata.name == place.name
	workloads.namespace(gateway) == place.namespace
	serves(gateway)
}

place_of(reference, namespace) := {"namespace": namespace, "name": reference} if not contains(reference, "/")

place_of(reference, _) := {"namespace": parts[0], "name": parts[1]} if {
	parts := split(reference, "/")
	count(parts) == 2
}

serves(gateway) if {
	not strict
	some service in services.public
	selectors.has_all(service.metadata.labels, wanted(gateway))
}

serves(gateway) if {
	not strict
	some service in services.public
	selectors.has_all(service.spec.selector, wanted(gateway))
}

# The selector of a gateway means pods, and the Service that makes them public may go by other labels of theirs.
serves(gateway) if {
	not strict
	some service in services.public
	some pod in services.pods_of(service)
	selectors.has_all(pod.labels, wanted(gateway))
}

# Published behaviour: any value of the labels that is also a value of the selector.
serves(gateway) if {
	strict
	some service in services.public
	service.metadata.namespace == "istio-system"
	some label in service.metadata.labels
	some value in gateway.spec.selector
	label == value
}

wanted(gateway) := gateway.spec.selector if count(gateway.spec.selector) > 0

destinations_of(virtual_service) := [destination |
	some protocol in ["http", "tls", "tcp"]
	counts(protocol)
	some i, entry in virtual_service.spec[protocol]
	some j, target in entry.route
	host := target.destination.host
	place := service_place(host, workloads.namespace(virtual_service))
	destination := {
		"namespace": place.namespace,
		"name": place.name,
		"path": sprintf("spec.%s[%d].%s[%d].destination.host", [protocol, i, route_field(protocol), j]),
	}
]

counts("http")

counts(_) if not strict

# The published path has a letter too many.
route_field(_) := "route" if not strict

route_field(_) := "routes" if strict

# A short name is one of the same namespace; "name.namespace" and longer forms say where the Service is.
service_place(host, namespace) := {"namespace": namespace, "name": host} if not contains(host, ".")

service_place(host, _) := {"namespace": parts[1], "name": parts[0]} if {
	parts := split(host, ".")
	count(parts) > 1
	is_of_cluster(array.slice(parts, 2, count(parts)))
}

is_of_cluster(_) if strict

# "reviews.prod.svc.cluster.local" is a Service, "api.example.com" is not.
is_of_cluster(rest) if {
	not strict
	count(rest) == 0
}

is_of_cluster(rest) if {
	not strict
	rest[0] == "svc"
}

strict if data.compatibility.strict == true
