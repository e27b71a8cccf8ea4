# Joins each workload with its service account: without an index the cost grows with the product of both.
package bench.accounts

import rego.v1

deny contains object.metadata.name if {
	some object in input
	spec := pod_spec(object)
	some account in input
	account.kind == "ServiceAccount"
	account.metadata.namespace == object.metadata.namespace
	account.metadata.name == spec.serviceAccountName
	not account.automountServiceAccountToken == false
	not spec.automountServiceAccountToken == false
}

pod_spec(object) := object.spec.template.spec if object.kind == "Deployment"

pod_spec(object) := object.spec if object.kind == "Pod"
