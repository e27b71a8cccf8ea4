package armo_builtins

import rego.v1

import data.breakwater.images
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	some entry in checked_containers(workload)
	may_be_stale(entry.container)
	paths := [sprintf("%s.image", [entry.path]), sprintf("%s.imagePullPolicy", [entry.path])]
	msga := {
		"alertMessage": sprintf("%v has 'latest' tag on image but imagePullPolicy is not set to 'Always'", [workloads.container_line(workload, entry.container)]),
		"packagename": "armo_builtins",
		"alertScore": 2,
		"reviewPaths": paths,
		"failedPaths": paths,
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

# The tag moves, and a node that has some older image under it starts that one.
may_be_stale(container) if {
	tag_moves(container.image)
	container.imagePullPolicy in {"IfNotPresent", "Never"}
}

# Kubernetes pulls "latest" each time when nothing is said, other tags only once.
may_be_stale(container) if {
	not strict
	not container.imagePullPolicy
	images.tag(container.image) in data.postureControlInputs.floatingImageTags
	images.tag(container.image) != "latest"
	not contains(container.image, "@")
}

tag_moves(reference) if {
	not contains(reference, "@")
	not images.tag(reference)
}

tag_moves(reference) if {
	is_looked_up(reference)
	images.tag(reference) == "latest"
}

tag_moves(reference) if {
	is_looked_up(reference)
	images.tag(reference) in data.postureControlInputs.floatingImageTags
}

# With a digest the tag says nothing any more; compatible rules look at it all the same.
is_looked_up(_) if strict

is_looked_up(reference) if not contains(reference, "@")

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
