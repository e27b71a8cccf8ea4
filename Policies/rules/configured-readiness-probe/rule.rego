package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	is_checked(workload)
	some entry in workloads.main_containers(workload)
	not entry.container.readinessProbe
	msga := {
		"alertMessage": sprintf("%v does not have readinessProbe", [workloads.container_heading(workload, entry.container)]),
		"packagename": "armo_builtins",
		"alertScore": 3,
		"failedPaths": [],
		"fixPaths": [{"path": sprintf("%s.readinessProbe", [entry.path]), "value": "YOUR_VALUE"}],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

is_checked(_) if strict

# What runs to its end gets no traffic that a probe could hold back.
is_checked(workload) if not workload.kind in {"Job", "CronJob"}

strict if data.compatibility.strict == true
