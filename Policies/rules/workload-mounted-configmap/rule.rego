package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	some volume in spec.volumes
	some name in names_of(volume)
	some config_map in input
	config_map.kind == "ConfigMap"
	config_map.metadata.name == name
	workloads.namespace(config_map) == workloads.namespace(workload)
	some path in mounts(workload, volume.name)
	msga := finding(workload, path, [{"object": config_map}])
}

finding(workload, path, related) := {
	"alertMessage": sprintf("%v: %v has mounted configMap", [workload.kind, workload.metadata.name]),
	"packagename": "armo_builtins",
	"alertScore": 0,
	"deletePaths": [path],
	"failedPaths": [path],
	"fixPaths": [],
	"alertObject": {"k8sApiObjects": [workload]},
	"relatedObjects": related,
}

mounts(workload, volume) := [sprintf("%s.volumeMounts[%d]", [entry.path, index]) |
	some entry in checked_containers(workload)
	some index, mount in entry.container.volumeMounts
	mount.name == volume
]

names_of(volume) := {name | name := volume.configMap.name} | projected_names(volume)

projected_names(volume) := {source.configMap.name |
	not strict
	some source in volume.projected.sources
}

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
