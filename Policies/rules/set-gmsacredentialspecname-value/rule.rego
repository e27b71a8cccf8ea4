package armo_builtins

import rego.v1

import data.breakwater.platforms
import data.breakwater.security_contexts
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	platforms.is_windows(spec)
	some entry in checked_containers(workload)
	name := security_contexts.effective(entry.container, spec, ["windowsOptions", "gmsaCredentialSpecName"])
	name in {null, ""}
	msga := {
		"alertMessage": sprintf("%v does not define 'securityContext.windowsOptions.gmsaCredentialSpecName'", [security_contexts.title(workload)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": security_contexts.fixes(entry, [{
			"path": sprintf("%s.securityContext.windowsOptions.gmsaCredentialSpecName", [entry.path]),
			"value": "YOUR_VALUE",
		}]),
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
