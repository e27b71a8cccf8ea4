package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	not startswith(workload.metadata.name, "kubernetes-dashboard")
	paths := [path |
		some field in ["serviceAccountName", "serviceAccount"]
		is_checked(field)
		spec[field] == "kubernetes-dashboard"
		path := sprintf("%s.%s", [workloads.pod_spec_prefix(workload), field])
	]
	count(paths) > 0
	msga := {
		"alertMessage": sprintf("%v associated with dashboard service account", [title(workload)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"deletePaths": paths,
		"failedPaths": paths,
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

title(workload) := sprintf("the following pods: %v are", [workload.metadata.name]) if workload.kind == "Pod"

title(workload) := sprintf("the following cronjob: %v is", [workload.metadata.name]) if workload.kind == "CronJob"

title(workload) := sprintf("%v: %v is", [workload.kind, workload.metadata.name]) if {
	not workload.kind in {"Pod", "CronJob"}
}

is_checked(field) if field == "serviceAccountName"

# The older spelling.
is_checked(field) if {
	not strict
	field == "serviceAccount"
}

strict if data.compatibility.strict == true
