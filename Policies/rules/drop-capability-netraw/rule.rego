package armo_builtins

import rego.v1

import data.breakwater.platforms
import data.breakwater.security_contexts
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	has_capabilities(workloads.pod_spec(workload))
	some entry in checked_containers(workload)
	finding := problem(entry)
	msga := {
		"alertMessage": sprintf("%v does not drop the capability NET_RAW", [title(workload)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"deletePaths": finding.delete,
		"failedPaths": finding.delete,
		"fixPaths": finding.fix,
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

# The runtime drops everything first, adds next and drops single names last, so an explicit drop wins over any addition
# and an addition over "drop all".
problem(entry) := {"delete": [], "fix": security_contexts.fixes(entry, [fix])} if {
	not drops(entry.container, {"NET_RAW", "ALL", "all"})
	fix := {
		"path": sprintf("%s.securityContext.capabilities.drop[%d]", [entry.path, count(listed(entry.container, "drop"))]),
		"value": "NET_RAW",
	}
}

problem(entry) := {"delete": [sprintf("%s.securityContext.capabilities.add", [entry.path])], "fix": []} if {
	drops(entry.container, {"ALL", "all"})
	not drops_by_name(entry.container)
	some capability in listed(entry.container, "add")
	name_of(capability) == "NET_RAW"
}

drops(container, names) if {
	some capability in listed(container, "drop")
	name_of(capability) in names
}

drops_by_name(container) if {
	not strict
	drops(container, {"NET_RAW"})
}

listed(container, field) := names if {
	names := security_contexts.own(container, ["capabilities", field])
	is_array(names)
} else := []

# Runtimes take names in any case and with the prefix that the kernel's header gives them.
name_of(capability) := trim_prefix(upper(capability), "CAP_") if not strict

name_of(capability) := capability if strict

has_capabilities(_) if strict

has_capabilities(pod_spec) if {
	not strict
	not platforms.is_windows(pod_spec)
}

title(workload) := security_contexts.title(workload) if workload.kind != "CronJob"

title(workload) := sprintf("Cronjob: %v", [workload.metadata.name]) if workload.kind == "CronJob"

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
