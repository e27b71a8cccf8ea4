# Looks at one object at a time: the cost should grow with the number of objects.
package bench.privileged

import rego.v1

deny contains finding if {
	some object in input
	some index, container in pod_spec(object).containers
	container.securityContext.privileged == true
	finding := sprintf("%s/%s: containers[%d]", [object.metadata.namespace, object.metadata.name, index])
}

pod_spec(object) := object.spec.template.spec if object.kind == "Deployment"

pod_spec(object) := object.spec if object.kind == "Pod"
