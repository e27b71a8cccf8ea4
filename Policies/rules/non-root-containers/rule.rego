package armo_builtins

import rego.v1

import data.breakwater.platforms
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	pod_context := object.get(spec, "securityContext", {})
	some entry in workloads.containers(workload)
	fixes := wanted_fixes(spec, entry, pod_context)
	count(fixes) > 0
	msga := {
		"alertMessage": sprintf("%v may run as root", [workloads.container_title(workload, entry.container)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"reviewPaths": [],
		"failedPaths": [],
		"fixPaths": possible_fixes(entry, fixes),
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

wanted_fixes(spec, entry, pod_context) := windows_fixes(entry, pod_context) if {
	not strict
	platforms.is_windows(spec)
} else := array.concat(user_fixes(entry, pod_context), group_fixes(entry, pod_context))

# Windows has names instead of numbers and no groups.
windows_fixes(entry, pod_context) := [] if setting(entry, pod_context, "runAsNonRoot") == true

else := [] if is_user_name(windows_user(entry, pod_context))

else := [{"path": sprintf("%s.securityContext.windowsOptions.runAsUserName", [entry.path]), "value": "ContainerUser"}]

windows_user(entry, pod_context) := object.get(entry.container, path, object.get({"securityContext": pod_context}, path, "")) if {
	path := ["securityContext", "windowsOptions", "runAsUserName"]
}

is_user_name(name) if {
	is_string(name)
	name != ""
	lower(name) != "containeradministrator"
}

# The container's own value, else the pod's, else nothing.
setting(entry, pod_context, field) := value if {
	value := entry.container.securityContext[field]
} else := value if {
	value := pod_context[field]
} else := null

# Safe when the kubelet refuses to start it as root, or when a user other than root is named.
user_fixes(entry, pod_context) := [] if runs_as_other_user(entry, pod_context)

else := [{"path": sprintf("%s.securityContext.runAsUser", [entry.path]), "value": "1000"}] if {
	setting(entry, pod_context, "runAsUser") == 0
}

else := [{"path": sprintf("%s.securityContext.runAsNonRoot", [entry.path]), "value": "true"}]

runs_as_other_user(entry, pod_context) if setting(entry, pod_context, "runAsNonRoot") == true

runs_as_other_user(entry, pod_context) if is_above_zero(setting(entry, pod_context, "runAsUser"))

is_above_zero(id) if {
	is_number(id)
	id > 0
}

# Without a group the runtime picks the image's, most often the root group.
group_fixes(entry, pod_context) := [] if is_above_zero(setting(entry, pod_context, "runAsGroup"))

else := [{"path": sprintf("%s.securityContext.runAsGroup", [entry.path]), "value": "1000"}]

# An ephemeral container cannot be changed once it is there.
possible_fixes(entry, fixes) := fixes if entry.list != "ephemeralContainers"

possible_fixes(entry, _) := [] if entry.list == "ephemeralContainers"

strict if data.compatibility.strict == true
