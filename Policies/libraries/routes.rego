# Routes of the Gateway API and the Services they send requests to.
package breakwater.routes

import rego.v1

import data.breakwater.workloads

is_route(object_) if object_.kind in {"HTTPRoute", "TCPRoute", "UDPRoute"}

# Every reference to a backend with its path. Without a kind it means a Service, without a namespace that of the route.
backends(route) := [backend |
	some i, rule in route.spec.rules
	some j, reference in rule.backendRefs
	backend := {
		"kind": object.get(reference, "kind", null),
		"group": object.get(reference, "group", ""),
		"namespace": object.get(reference, "namespace", workloads.namespace(route)),
		"name": reference.name,
		"path": sprintf("spec.rules[%d].backendRefs[%d].name", [i, j]),
	}
]

is_service(backend) if {
	backend.kind in {null, "Service"}
	backend.group in {null, "", "core"}
}
