package armo_builtins

import rego.v1

import data.breakwater.platforms
import data.breakwater.security_contexts
import data.breakwater.workloads

# Published behaviour: every container needs options of its own or of its pod.
deny contains msga if {
	strict
	some workload in input
	spec := workloads.pod_spec(workload)
	some entry in workloads.main_containers(workload)
	security_contexts.effective(entry.container, spec, ["seLinuxOptions"]) == null
	msga := finding(workload, "does not define 'securityContext.seLinuxOptions'", [], [{
		"path": sprintf("%s.securityContext.seLinuxOptions", [entry.path]),
		"value": "YOUR_VALUE",
	}])
}

# On nodes with SELinux the runtime gives each container a type and categories of its own; options of the manifest can
# only weaken that, except for the types that the baseline of the pod security standards lists.
deny contains msga if {
	not strict
	some workload in input
	spec := workloads.pod_spec(workload)
	not platforms.is_windows(spec)
	some place in places(workload, spec)
	paths := weakening_paths(place)
	count(paths) > 0
	msga := finding(workload, "sets 'securityContext.seLinuxOptions' that weaken the confinement", paths, [])
}

finding(workload, problem, paths, fixes) := {
	"alertMessage": sprintf("%v %v", [security_contexts.title(workload), problem]),
	"packagename": "armo_builtins",
	"alertScore": 7,
	"reviewPaths": review_paths(paths),
	"failedPaths": paths,
	"fixPaths": fixes,
	"alertObject": {"k8sApiObjects": [workload]},
}

review_paths(paths) := paths if count(paths) > 0

review_paths(paths) := null if count(paths) == 0

places(workload, spec) := array.concat(
	[{"holder": spec, "path": workloads.pod_spec_prefix(workload)}],
	[{"holder": entry.container, "path": entry.path} | some entry in workloads.containers(workload)],
)

weakening_paths(place) := [sprintf("%s.securityContext.seLinuxOptions.%s", [place.path, field]) |
	some field in ["type", "user", "role"]
	value := security_contexts.own(place.holder, ["seLinuxOptions", field])
	not value in harmless_values[field]
]

harmless_values := {
	"type": {null, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"},
	"user": {null, ""},
	"role": {null, ""},
}

strict if data.compatibility.strict == true
