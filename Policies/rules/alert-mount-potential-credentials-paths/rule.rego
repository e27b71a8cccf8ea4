package armo_builtins

import rego.v1

import data.breakwater.volumes
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	some volume in volumes.host_paths(workload)
	may_hold_credentials(volume.host_path)
	some paths in removals(workload, volume)
	msga := {
		"alertMessage": sprintf("%v: %v has: %v as volume with potential credentials access.", [workload.kind, workload.metadata.name, volume.name]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"deletePaths": paths,
		"failedPaths": paths,
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

# A mount shows a credential when it is the place, a directory above it or something inside.
may_hold_credentials(path) if {
	not strict
	some place in places(data.dataControlInputs.cloudProvider)
	shows(in_home(volumes.clean(path)), place)
}

may_hold_credentials(path) if {
	strict
	some place in published_places(data.dataControlInputs.cloudProvider)
	path in {place, sprintf("%s/", [place])}
}

shows(path, place) if volumes.is_at_or_above(path, place)

shows(path, place) if volumes.is_at_or_above(place, path)

# The home of any user is read as that of root.
in_home(path) := regex.replace(path, `^/home/[^/]+(/|$)`, "/root$1")

# Files of the clouds' tools and of the node's own agent.
places("eks") := ["/.aws", "/root/.aws"]

places("aks") := ["/.azure", "/root/.azure", "/etc/kubernetes/azure.json"]

places("gke") := ["/.config/gcloud", "/root/.config/gcloud", "/gcloud"]

# The directories that compatible rules know. They know files as well, but cannot recognise them.
published_places("eks") := ["/.aws", "/.aws/config", "/.aws/credentials"]

published_places("aks") := ["/etc", "/etc/kubernetes", "/.azure", "/.azure/credentials"]

published_places("gke") := ["/.config", "/.config/gcloud", "/gcloud"]

removals(workload, volume) := [volumes.removals(workload, volume)] if not strict

removals(workload, volume) := volumes.removals_by_container(workloads.main_containers(workload), volume) if strict

strict if data.compatibility.strict == true
