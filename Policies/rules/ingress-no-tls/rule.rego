package armo_builtins

import rego.v1

deny contains msga if {
	some ingress in input
	ingress.kind == "Ingress"
	not has_certificate(ingress)
	msga := {
		"alertMessage": sprintf("Ingress '%v' has not TLS definition", [ingress.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": [{"path": "spec.tls", "value": placeholder(ingress)}],
		"alertObject": {"k8sApiObjects": [ingress]},
	}
}

has_certificate(ingress) if {
	strict
	ingress.spec.tls
}

# An empty list is no certificate.
has_certificate(ingress) if count(ingress.spec.tls) > 0

placeholder(_) := "<your-tls-definition>" if strict

placeholder(_) := "YOUR_TLS_DEFINITION" if not strict

strict if data.compatibility.strict == true
