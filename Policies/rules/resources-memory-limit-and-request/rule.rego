package armo_builtins

import rego.v1

import data.breakwater.quantities
import data.breakwater.workloads

# No limit, or no request.
deny contains msga if {
	some workload in input
	some entry in checked_containers(workload)
	some field in ["limits", "requests"]
	not is_given(workload, entry.container, field)
	msga := {
		"alertMessage": sprintf("%v does not have memory-limit or request", [workloads.container_heading(workload, entry.container)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"failedPaths": [],
		"fixPaths": [{"path": sprintf("%s.resources.%s.memory", [entry.path, field]), "value": "YOUR_VALUE"}],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

# One that is smaller or larger than the organisation allows.
deny contains msga if {
	some workload in input
	some entry in checked_containers(workload)
	some field in ["limits", "requests"]
	is_outside(quantities.number(entry.container.resources[field].memory), bounds[field])
	path := sprintf("%s.resources.%s.memory", [entry.path, field])
	msga := {
		"alertMessage": sprintf("%v exceeds memory-limit or request", [workloads.container_heading(workload, entry.container)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"reviewPaths": [path],
		"failedPaths": [path],
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

is_given(workload, container, field) if is_written(workload, container, field)

# The API server makes the limit the request where none is given.
is_given(workload, container, "requests") if {
	not strict
	is_written(workload, container, "limits")
}

is_written(_, container, field) if container.resources[field].memory

is_written(workload, _, field) if {
	not strict
	workloads.pod_resource(workload, field, "memory")
}

is_outside(amount, bound) if {
	some largest in bound.max
	amount > largest
}

is_outside(amount, bound) if {
	some smallest in bound.min
	amount < smallest
}

bounds := {
	"limits": {"max": configured("memory_limit_max"), "min": configured("memory_limit_min")},
	"requests": {"max": configured("memory_request_max"), "min": configured("memory_request_min")},
}

configured(name) := quantities.numbers(object.get(data.postureControlInputs, name, []))

checked_containers(workload) := workloads.main_containers(workload) if strict

# An ephemeral container cannot declare resources.
checked_containers(workload) := workloads.containers_in(workload, ["containers", "initContainers"]) if not strict

strict if data.compatibility.strict == true
