# Services, what they select and how they can be reached.
package breakwater.services

import rego.v1

import data.breakwater.pods
import data.breakwater.workloads

# Open on every node, or behind a load balancer.
is_public(service) if service.spec.type in {"NodePort", "LoadBalancer"}

pods_of(service) := pods.with_labels(workloads.namespace(service), service.spec.selector)

# The Services of a namespace with a name: one or none.
named(namespace, name) := [service |
	some service in input
	service.kind == "Service"
	service.metadata.name == name
	workloads.namespace(service) == namespace
]

exists(namespace, name) if count(named(namespace, name)) > 0

# Whether the input has Services at all. Manifests of one application often do not.
are_known if {
	some service in input
	service.kind == "Service"
}
