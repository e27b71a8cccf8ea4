package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	some volume in spec.volumes
	some name in names_of(volume)
	some claim in input
	claim.kind == "PersistentVolumeClaim"
	claim.metadata.name == name
	workloads.namespace(claim) == workloads.namespace(workload)
	some path in mounts(workload, volume.name)
	msga := finding(workload, path, [{"object": claim}])
}

# The claims of a StatefulSet come from its templates, one for each replica.
deny contains msga if {
	not strict
	some workload in input
	workload.kind == "StatefulSet"
	some template in workload.spec.volumeClaimTemplates
	some path in mounts(workload, template.metadata.name)
	msga := finding(workload, path, [])
}

finding(workload, path, related) := {
	"alertMessage": sprintf("%v: %v has mounted PVC", [workload.kind, workload.metadata.name]),
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

names_of(volume) := {name | name := volume.persistentVolumeClaim.claimName}

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
