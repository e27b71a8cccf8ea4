package armo_builtins

import rego.v1

import data.breakwater.selectors
import data.breakwater.workloads

# Tested: workloads behind a Service that was scanned. Nothing is known of the others.
deny contains msga if {
	not strict
	some workload in input
	workloads.pod_spec(workload)
	some service in scanned_services[workloads.namespace(workload)]
	count(service.spec.selector) > 0
	selectors.matches_labels({"matchLabels": service.spec.selector}, workloads.pod_labels(workload))
	msga := tested(workload)
}

# Compatible: every object that was collected.
deny contains msga if {
	strict
	some object_ in input
	msga := tested(object_)
}

scanned_services[namespace] contains service if {
	some service in input
	service.kind == "Service"
	namespace := workloads.namespace(service)
	was_scanned[sprintf("%v/%v", [namespace, service.metadata.name])]
}

was_scanned[key] contains true if {
	some result in input
	result.kind == "ServiceScanResult"
	key := sprintf("%v/%v", [workloads.namespace(result), result.metadata.name])
}

tested(object_) := {
	"alertMessage": sprintf("%v: %v", [object_.kind, object_.metadata.name]),
	"packagename": "armo_builtins",
	"alertScore": 0,
	"failedPaths": [],
	"fixPaths": [],
	"alertObject": {"k8sApiObjects": [object_]},
}

strict if data.compatibility.strict == true
