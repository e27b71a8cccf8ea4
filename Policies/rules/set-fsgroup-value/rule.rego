package armo_builtins

import rego.v1

import data.breakwater.platforms
import data.breakwater.security_contexts
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	spec := workloads.pod_spec(workload)
	group := security_contexts.own(spec, ["fsGroup"])
	not is_allowed(group)
	has_use_for(group, workload, spec)
	msga := {
		"alertMessage": sprintf("%v does not set 'securityContext.fsGroup' with allowed value", [security_contexts.title(workload)]),
		"packagename": "armo_builtins",
		"alertScore": 7,
		"fixPaths": [{"path": sprintf("%s.fsGroup", [security_contexts.pod_path(workload)]), "value": "YOUR_VALUE"}],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

is_allowed(group) if {
	is_number(group)
	group >= 0
}

has_use_for(_, _, _) if strict

# A value that is there has to be right.
has_use_for(group, _, _) if {
	not strict
	group != null
}

# A missing one is missed only by Linux pods with a volume whose owner the kubelet would set.
has_use_for(null, workload, spec) if {
	not strict
	not platforms.is_windows(spec)
	has_managed_volume(workload, spec)
}

has_managed_volume(_, spec) if {
	some volume in spec.volumes
	some type in ["persistentVolumeClaim", "ephemeral", "csi"]
	is_object(volume[type])
}

has_managed_volume(workload, _) if count(workload.spec.volumeClaimTemplates) > 0

strict if data.compatibility.strict == true
