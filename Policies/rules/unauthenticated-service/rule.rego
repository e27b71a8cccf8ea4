package armo_builtins

import rego.v1

import data.breakwater.selectors
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	workloads.pod_spec(workload)
	some service in open_services[workloads.namespace(workload)]
	is_behind(workload, service)
	msga := {
		"alertMessage": sprintf("Unauthenticated service %v exposes %v", [service.metadata.name, workload.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"reviewPaths": [],
		"failedPaths": [],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
		"relatedObjects": [{"object": service}],
	}
}

# The Services of which a scan says that they let callers in without asking who they are, by namespace.
open_services[namespace] contains service if {
	some service in input
	service.kind == "Service"
	namespace := workloads.namespace(service)
	some result in scan_results[service.metadata.name]
	is_about(result, service)
	some port in result.spec.ports
	port.authenticated == false
}

scan_results[name] contains result if {
	some result in input
	result.kind == "ServiceScanResult"
	name := result.metadata.name
}

is_about(result, service) if {
	not strict
	workloads.namespace(result) == workloads.namespace(service)
}

is_about(result, service) if {
	strict
	result.metadata.namespace == service.metadata.namespace
}

is_behind(workload, service) if {
	not strict
	count(service.spec.selector) > 0
	selectors.matches_labels({"matchLabels": service.spec.selector}, workloads.pod_labels(workload))
}

# Compatible rules compare with the labels of the workload itself, and with its selector.
is_behind(workload, service) if {
	strict
	count({key | some key, value in service.spec.selector; workload.metadata.labels[key] == value}) == count(service.spec.selector)
}

is_behind(workload, service) if {
	strict
	workload.spec.selector.matchLabels == service.spec.selector
}

strict if data.compatibility.strict == true
