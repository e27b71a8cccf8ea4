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
	container.imagePullPolicy in {"IfNotPresent", "Never"}
	moves(container.image, moving.tags)
}

# Kubernetes pulls "latest" each time when nothing is said, other tags only once.
may_be_stale(container) if {
	not strict
	not container.imagePullPolicy
	count(moving.unlike_latest) > 0
	images.tag(container.image)
	moves(container.image, moving.unlike_latest)
}

moves(reference, tags) if {
	counts(reference)
	images.tag(reference) in tags
}

moves(reference, _) if {
	not contains(reference, "@")
	not images.tag(reference)
}

# With a digest the tag says nothing any more; compatible rules look at it all the same.
counts(_) if strict

counts(reference) if not contains(reference, "@")

moving := {"tags": floating | {"latest"}, "unlike_latest": floating - {"latest"}} if {
	floating := {tag | some tag in object.get(data.postureControlInputs, "floatingImageTags", [])}
}

checked_containers(workload) := workloads.main_containers(workload) if strict

checked_containers(workload) := workloads.containers(workload) if not strict

strict if data.compatibility.strict == true
