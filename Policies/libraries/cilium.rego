# Network policies of Cilium: the endpoints they select and whether they restrict them.
package breakwater.cilium

import rego.v1

import data.breakwater.selectors

# A policy holds one spec, several, or both.
specs(policy) := array.concat(
	[spec |
		spec := policy.spec
		is_object(spec)
	],
	selectors.list(policy, "specs"),
)

# What a spec says about a direction, "ingress" or "egress".
has_rules(spec, direction) if count(spec[direction]) > 0

has_rules(spec, direction) if count(spec[concat("", [direction, "Deny"])]) > 0

# Rules for a direction close it for everything else, unless the policy says otherwise.
denies_by_default(spec) if {
	some direction in ["ingress", "egress"]
	has_rules(spec, direction)
	not spec.enableDefaultDeny[direction] == false
}

# Labels carry their source, "k8s:app" or "any:app".
endpoint_selector(spec) := {
	"matchLabels": {without_source(key): value | some key, value in selectors.labels_of(spec.endpointSelector)},
	"matchExpressions": [object.union(expression, {"key": without_source(expression.key)}) |
		some expression in selectors.list(spec.endpointSelector, "matchExpressions")
	],
} if {
	is_object(spec.endpointSelector)
}

without_source(key) := trim_prefix(trim_prefix(key, "any:"), "k8s:")

# Labels as Cilium sees them: with the namespace among them.
labels_of(namespace, labels) := object.union(labels, {"io.kubernetes.pod.namespace": namespace})
