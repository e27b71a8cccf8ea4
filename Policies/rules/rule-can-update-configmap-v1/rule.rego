package armo_builtins

import rego.v1

import data.breakwater.rbac

# Input: one vector for each subject, binding and role (aggregation subject-role-rolebinding).
deny contains msga if {
	some vector in input
	reaches_dns(vector)
	some grant in rbac.grants(vector, {"update", "patch", "*"}, {"configmaps", "*"}, {"", "*"})
	includes_dns(grant.policy)
	msga := rbac.finding(vector, grant.paths, "can modify 'coredns' configmap", 6)
}

includes_dns(policy) if not policy.resourceNames

includes_dns(policy) if {
	strict
	"coredns" in policy.resourceNames
}

# An empty list restricts nothing.
includes_dns(policy) if {
	not strict
	count(policy.resourceNames) == 0
}

# The names that distributions use, and the one whose content CoreDNS imports.
includes_dns(policy) if {
	not strict
	some name in policy.resourceNames
	name in {"coredns", "coredns-custom", "kube-dns", "rke2-coredns-rke2-coredns"}
}

reaches_dns(_) if strict

# The DNS server lives in kube-system, and a RoleBinding reaches only its own namespace.
reaches_dns(vector) if {
	some binding in vector.relatedObjects
	binding.kind == "ClusterRoleBinding"
}

reaches_dns(vector) if {
	some binding in vector.relatedObjects
	binding.kind == "RoleBinding"
	object.get(binding, ["metadata", "namespace"], "kube-system") == "kube-system"
}

strict if data.compatibility.strict == true
