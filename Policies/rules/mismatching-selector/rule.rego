package armo_builtins

import rego.v1

import data.breakwater.selectors

deny contains msga if {
	some controller in input
	holder := holder_of_selector(controller)
	selector := holder.spec.selector
	not matches(controller.kind, selector, template_labels(holder.spec))
	msga := {
		"alertMessage": sprintf("%v '%v' selector does not match its pod template labels", [controller.kind, controller.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 3,
		"failedPaths": [holder.path],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [controller]},
	}
}

holder_of_selector(controller) := {"spec": controller.spec, "path": "spec.selector"} if {
	controller.kind in {"Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job", "ReplicationController"}
}

holder_of_selector(controller) := {
	"spec": controller.spec.jobTemplate.spec,
	"path": "spec.jobTemplate.spec.selector",
} if {
	controller.kind == "CronJob"
}

template_labels(spec) := labels if {
	labels := spec.template.metadata.labels
	is_object(labels)
} else := {}

matches("ReplicationController", selector, labels) if selectors.has_all(labels, selector)

matches(kind, selector, labels) if {
	kind != "ReplicationController"
	selectors.matches(selector, labels)
}
