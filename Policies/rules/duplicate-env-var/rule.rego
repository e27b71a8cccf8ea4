package armo_builtins

import rego.v1

import data.breakwater.workloads

deny contains msga if {
	some workload in input
	some entry in workloads.containers(workload)
	names := [variable.name | some variable in entry.container.env]
	count(names) > count({name | some name in names})
	some name in repeated(names)
	paths := [sprintf("%s.env[%d].name", [entry.path, index]) |
		some index, variable in entry.container.env
		variable.name == name
	]
	msga := {
		"alertMessage": sprintf("%v: %v has the environment variable %v more than once in container: %v", [workload.kind, workload.metadata.name, name, entry.container.name]),
		"packagename": "armo_builtins",
		"alertScore": 3,
		"reviewPaths": paths,
		"failedPaths": paths,
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

# In a sorted list the same names stand beside each other.
repeated(names) := {name |
	sorted := sort(names)
	some index, name in sorted
	name == sorted[index + 1]
}
