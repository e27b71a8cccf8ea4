package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	workloads.pod_spec(workload)
	fixes := array.concat(fixes_of(workload, ""), fixes_of_template(workload))
	count(fixes) > 0
	msga := {
		"alertMessage": message(workload),
		"packagename": "armo_builtins",
		"alertScore": 2,
		"failedPaths": [],
		"fixPaths": fixes,
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

message(workload) := sprintf("%v: %v has none of the recommended labels", [workload.kind, workload.metadata.name]) if not strict

message(workload) := published_message(workload) if strict

published_message(workload) := sprintf("in the following pods a certain set of labels is not defined: %v", [workload.metadata.name]) if {
	workload.kind == "Pod"
} else := sprintf("the following cronjobs a certain set of labels is not defined: %v", [workload.metadata.name]) if {
	workload.kind == "CronJob"
} else := sprintf("%v: %v a certain set of labels is not defined:", [workload.kind, workload.metadata.name])

fixes_of_template(workload) := [] if workload.kind == "Pod"

else := fixes_of(object.get(workload, path, {}), sprintf("%s.", [concat(".", path)])) if {
	path := workloads.pod_template_path(workload)
}

# An object that has none of the labels should get the first of them.
fixes_of(labelled, prefix) := [{"path": sprintf("%smetadata.labels%s", [prefix, first_label.step]), "value": "YOUR_VALUE"}] if {
	not has_label(labelled)
} else := []

has_label(labelled) if {
	some label in data.postureControlInputs.recommendedLabels
	labelled.metadata.labels[label]
}

first_label := {"step": step(data.postureControlInputs.recommendedLabels[0])} if {
	count(data.postureControlInputs.recommendedLabels) > 0
} else := {"step": ".YOUR_LABEL"}

# A key with dots of its own stands in brackets, or it would be read as several.
step(key) := sprintf("[%s]", [key]) if {
	not strict
	contains(key, ".")
} else := sprintf(".%s", [key])

strict if data.compatibility.strict == true
