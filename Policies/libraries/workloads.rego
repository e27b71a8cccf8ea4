# Where pods and containers sit inside the objects that run them.
# Functions are undefined for every kind that has no pod spec, so a rule that
# calls one needs no kind test of its own.
package breakwater.workloads

import rego.v1

# The steps from a workload to its pod template (for a Pod: to itself).
pod_template_path(workload) := [] if workload.kind == "Pod"

pod_template_path(workload) := ["spec", "template"] if {
	workload.kind in {"Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job", "ReplicationController"}
}

pod_template_path(workload) := ["spec", "jobTemplate", "spec", "template"] if workload.kind == "CronJob"

pod_spec_path(workload) := array.concat(pod_template_path(workload), ["spec"])

# The same as text, the way findings name fields: "spec.template.spec".
pod_spec_prefix(workload) := concat(".", pod_spec_path(workload))

pod_spec(workload) := spec if {
	spec := object.get(workload, pod_spec_path(workload), null)
	is_object(spec)
}

pod_labels(workload) := labels if {
	labels := object.get(workload, array.concat(pod_template_path(workload), ["metadata", "labels"]), {})
	is_object(labels)
}

pod_labels(workload) := {} if {
	object.get(workload, array.concat(pod_template_path(workload), ["metadata", "labels"]), {}) == null
}

# An object without a namespace (a manifest that was never applied) counts as one of "default".
namespace(object_) := object.get(object_, ["metadata", "namespace"], "default")

# Every container of a workload with its path, e.g.
# {"container": {...}, "list": "initContainers", "path": "spec.initContainers[0]"}.
containers(workload) := containers_in(workload, ["containers", "initContainers", "ephemeralContainers"])

main_containers(workload) := containers_in(workload, ["containers"])

containers_in(workload, lists) := [entry |
	spec := pod_spec(workload)
	prefix := pod_spec_prefix(workload)
	some list in lists
	some index, container in spec[list]
	entry := {
		"container": container,
		"list": list,
		"path": sprintf("%s.%s[%d]", [prefix, list, index]),
	}
]

# "container: web in Deployment: shop", the opening of many messages.
# The trailing blank for Pods and CronJobs is part of the published messages.
container_title(workload, container) := sprintf("container: %v in pod: %v ", [container.name, workload.metadata.name]) if {
	workload.kind == "Pod"
}

container_title(workload, container) := sprintf("container: %v in CronJob: %v ", [container.name, workload.metadata.name]) if {
	workload.kind == "CronJob"
}

container_title(workload, container) := sprintf("container: %v in %v: %v", [container.name, workload.kind, workload.metadata.name]) if {
	not workload.kind in {"Pod", "CronJob"}
}

# "Container: web in Deployment: shop  ", the other published opening.
container_heading(workload, container) := sprintf("Container: %v", [container.name]) if workload.kind == "Pod"

container_heading(workload, container) := sprintf("Container: %v in %v: %v  ", [container.name, workload.kind, workload.metadata.name]) if {
	workload.kind != "Pod"
}

# "container: web in Deployment: shop ", with a blank for all kinds: the opening of still other messages.
container_line(workload, container) := sprintf("container: %v in %v: %v ", [
	container.name,
	object.get({"Pod": "pod", "CronJob": "cronjob"}, workload.kind, workload.kind),
	workload.metadata.name,
])

# A request or limit of the pod as a whole (Kubernetes 1.34), which holds for all its containers together.
pod_resource(workload, field, resource) := pod_spec(workload).resources[field][resource]
