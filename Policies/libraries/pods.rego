# The pods of the input, for rules that ask what a selector finds.
# Look-ups begin with one exact label, so a rule over many selectors stays linear.
package breakwater.pods

import rego.v1

import data.breakwater.selectors
import data.breakwater.workloads

# Every pod and everything that makes pods, with the labels that the pods have or will have.
all := [{"workload": workload, "namespace": workloads.namespace(workload), "labels": labels(workload)} |
	some workload in input
]

labels(workload) := workloads.pod_labels(workload)

labels(workload) := found if {
	workload.kind == "ReplicationController"
	found := object.get(workload, ["spec", "template", "metadata", "labels"], {})
	is_object(found)
}

by_label := [{"label": [pod.namespace, key, value], "pod": pod} |
	some pod in all
	some key, value in pod.labels
]

# Pods with all of some labels. No labels find no pods, as in a Service without a selector.
with_labels(namespace, wanted) := [entry.pod |
	key := min(object.keys(wanted))
	label := [namespace, key, wanted[key]]
	some entry in by_label
	entry.label == label
	selectors.has_all(entry.pod.labels, wanted)
]

# The StatefulSet that a pod called "kafka-2" is of.
of_stateful_set(namespace, pod_name) := [pod |
	name := regex.replace(pod_name, `-[0-9]+$`, "")
	some pod in in_namespace(namespace)
	pod.workload.kind == "StatefulSet"
	pod.workload.metadata.name == name
]

in_namespace(namespace) := [pod |
	some pod in all
	pod.namespace == namespace
]

# Pods that a label selector finds; an empty selector finds every pod of the namespace.
selected(namespace, selector) := [pod |
	some pod in with_labels(namespace, selectors.labels_of(selector))
	selectors.matches(selector, pod.labels)
] if {
	count(selectors.labels_of(selector)) > 0
}

selected(namespace, selector) := [pod |
	some pod in in_namespace(namespace)
	selectors.matches(selector, pod.labels)
] if {
	count(selectors.labels_of(selector)) == 0
}
