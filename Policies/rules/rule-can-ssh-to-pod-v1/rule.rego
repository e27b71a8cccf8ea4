package armo_builtins

import rego.v1

import data.breakwater.selectors
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	labels := checked_labels(workload)
	namespace := joined_namespace(workload)
	some service in ssh_services[namespace]
	selects(service, labels)
	has_ssh(service, workload)
	path := concat(".", array.concat(workloads.pod_template_path(workload), ["metadata.labels"]))
	msga := {
		"alertMessage": message(workload, namespace, service),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"reviewPaths": [path],
		"failedPaths": [path],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload, service]},
	}
}

# The Services that may lead to SSH, by namespace.
ssh_services[namespace] contains service if {
	some service in input
	service.kind == "Service"
	namespace := joined_namespace(service)
	some port in service.spec.ports
	may_be_ssh(port)
}

# Compatible rules join only what names its namespace.
joined_namespace(object_) := object_.metadata.namespace if strict

joined_namespace(object_) := workloads.namespace(object_) if not strict

# A name stands for a port that only the containers know.
may_be_ssh(port) if is_ssh(port)

may_be_ssh(port) if {
	not strict
	is_string(port.targetPort)
}

is_ssh(port) if port.port in {22, 2222}

is_ssh(port) if port.targetPort in {22, 2222}

has_ssh(service, _) if {
	some port in service.spec.ports
	is_ssh(port)
}

has_ssh(service, workload) if {
	not strict
	some port in service.spec.ports
	some entry in workloads.main_containers(workload)
	some container_port in entry.container.ports
	container_port.name == port.targetPort
	container_port.containerPort in {22, 2222}
}

checked_labels(workload) := workloads.pod_labels(workload) if not strict

checked_labels(workload) := json.remove(workload.metadata.labels, ["pod-template-hash"]) if {
	strict
	workload.kind == "Pod"
}

checked_labels(workload) := labels if {
	strict
	workload.kind != "Pod"
	labels := object.get(workload, array.concat(workloads.pod_template_path(workload), ["metadata", "labels"]), null)
	labels != null
}

# Some labels select the pod; an empty selector leaves the choice of pods to somebody else.
selects(service, labels) if {
	not strict
	count(service.spec.selector) > 0
	selectors.matches_labels({"matchLabels": service.spec.selector}, labels)
}

selects(service, labels) if {
	strict
	service.spec.selector == labels
}

message(workload, _, service) := sprintf("%v: %v is exposed by SSH service %v", [workload.kind, workload.metadata.name, service.metadata.name]) if {
	not strict
}

# Compatible messages print the whole Service.
message(workload, namespace, service) := sprintf("pod %v/%v exposed by SSH services: %v", [namespace, workload.metadata.name, service]) if {
	strict
	workload.kind == "Pod"
}

message(workload, _, service) := sprintf("%v: %v is exposed by SSH services: %v", [workload.kind, workload.metadata.name, service]) if {
	strict
	workload.kind != "Pod"
}

strict if data.compatibility.strict == true
