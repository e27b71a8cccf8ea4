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
	user := security_contexts.effective(entry.container, spec, ["windowsOptions", "runAsUserName"])
	not is_chosen(user)
	msga := {
		"alertMessage": sprintf("%v %v", [security_contexts.title(workload), problem(user)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": security_contexts.fixes(entry, [{
			"path": sprintf("%s.securityContext.windowsOptions.runAsUserName", [entry.path]),
			"value": "YOUR_VALUE",
		}]),
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

problem(user) := "sets 'securityContext.windowsOptions.runAsUserName' to an administrator" if is_administrator(user)

else := "does not define 'securityContext.windowsOptions.runAsUserName'"

is_chosen(user) if {
	not user in {null, ""}
	not is_administrator(user)
}

# To name the account that most images use anyway is no choice.
is_administrator(user) if {
	not strict
	is_string(user)
	lower(user) == "containeradministrator"
}

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
