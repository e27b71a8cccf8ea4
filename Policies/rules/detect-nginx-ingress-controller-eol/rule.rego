package armo_builtins

import rego.v1

import data.breakwater.images
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	workload.kind in {"Deployment", "DaemonSet", "StatefulSet"}
	some entry in workloads.main_containers(workload)
	images.is_ingress_nginx_controller(entry.container.image)
	path := sprintf("%s.image", [entry.path])
	msga := {
		"alertMessage": sprintf("%v: %v runs the ingress-nginx controller, which is no longer maintained", [workload.kind, workload.metadata.name]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"reviewPaths": [path],
		"failedPaths": [path],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}
