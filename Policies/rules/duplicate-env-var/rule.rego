package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	some entry in workloads.containers(workload)
	some name in repeated(entry.container)
	some paths in findings([path |
		some index, variable in entry.container.env
		variable.name == name
		path := sprintf("%s.env[%d].name", [entry.path, index])
	])
	msga := object.union(review(paths), {
		"alertMessage": sprintf("%v: %v has the environment variable %v more than once in container: %v", [workload.kind, workload.metadata.name, name, entry.container.name]),
		"packagename": "armo_builtins",
		"alertScore": 3,
		"failedPaths": paths,
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	})
}

# In a sorted list the same names stand beside each other.
repeated(container) := {name |
	names := sort([variable.name | some variable in container.env])
	some index, name in names
	name == names[index + 1]
}

# Compatible rules give one for each definition.
findings(paths) := [paths] if not strict

findings(paths) := [[path] | some path in paths] if strict

review(paths) := {"reviewPaths": paths} if not strict

review(_) := {} if strict

strict if data.compatibility.strict == true
