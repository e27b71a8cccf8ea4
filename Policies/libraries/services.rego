# Services, what they select and how they can be reached.
package breakwater.services

import rego.v1

import data.breakwater.pods
import data.breakwater.workloads

# Open on every node, or behind a load balancer.
is_public(service) if service.spec.type in {"NodePort", "LoadBalancer"}

# What a Service selects. Labels that controllers give to their pods are in no manifest: next to others they are left
# aside, and the name of a pod says which StatefulSet it is of.
pods_of(service) := pods.with_labels(workloads.namespace(service), service.spec.selector) if {
	data.compatibility.strict == true
} else := pods.with_labels(workloads.namespace(service), known) if {
	known := object.remove(service.spec.selector, labels_of_controllers)
	count(known) > 0
} else := pods.of_stateful_set(workloads.namespace(service), name) if {
	name := service.spec.selector["statefulset.kubernetes.io/pod-name"]
}

labels_of_controllers := {
	"apps.kubernetes.io/pod-index",
	"controller-revision-hash",
	"pod-template-hash",
	"statefulset.kubernetes.io/pod-name",
}

# The Services of a namespace with a name: one or none.
named(namespace, name) := [service |
	some service in input
	service.kind == "Service"
	service.metadata.name == name
	workloads.namespace(service) == namespace
]

exists(namespace, name) if count(named(namespace, name)) > 0

public := [service |
	some service in input
	service.kind == "Service"
	is_public(service)
]

# Whether the input has Services at all. Manifests of one application often do not.
are_known if {
	some service in input
	service.kind == "Service"
}
