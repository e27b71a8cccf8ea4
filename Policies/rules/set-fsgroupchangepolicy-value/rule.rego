package armo_builtins

import rego.v1

import data.breakwater.security_contexts
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	not is_allowed(security_contexts.own(spec, ["fsGroupChangePolicy"]))
	msga := {
		"alertMessage": sprintf("%v does not set 'securityContext.fsGroupChangePolicy' with allowed value", [security_contexts.title(workload)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": [{"path": sprintf("%s.fsGroupChangePolicy", [security_contexts.pod_path(workload)]), "value": "Always"}],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

is_allowed(policy) if policy in {"Always", "OnRootMismatch"}

# Left out it means Always.
is_allowed(null) if not strict

strict if data.compatibility.strict == true
