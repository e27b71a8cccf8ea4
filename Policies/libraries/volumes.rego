# Volumes that are directories or files of the node.
package breakwater.volumes

import rego.v1

import data.breakwater.workloads

# The hostPath volumes of a workload, e.g.
# {"name": "logs", "host_path": "/var/log", "path": "spec.volumes[0]"}.
host_paths(workload) := [entry |
	spec := workloads.pod_spec(workload)
	prefix := workloads.pod_spec_prefix(workload)
	some index, volume in spec.volumes
	entry := {
		"name": volume.name,
		"host_path": volume.hostPath.path,
		"path": sprintf("%s.volumes[%d]", [prefix, index]),
	}
]

# Where containers (as workloads.containers gives them) mount a volume.
mounts(entries, name) := [path |
	some entry in entries
	some index, mount in entry.container.volumeMounts
	mount.name == name
	path := sprintf("%s.volumeMounts[%d]", [entry.path, index])
]

# What has to go for a volume to be gone: the volume and its mounts. One list for a finding.
removals(workload, volume) := array.concat([volume.path], mounts(workloads.containers(workload), volume.name))

# Compatible rules give a list for each container that mounts anything at all.
removals_by_container(entries, volume) := [paths |
	some entry in entries
	entry.container.volumeMounts
	paths := array.concat([volume.path], mounts([entry], volume.name))
]

# A path of the node without doubled or trailing slashes; /var/run is another name of /run.
clean(path) := without_slash(regex.replace(regex.replace(path, `/+`, "/"), `^/var/run(/|$)`, "/run$1"))

without_slash("/") := "/"

without_slash(path) := trim_suffix(path, "/") if path != "/"

# One clean path holds the other, or is the same.
is_at_or_above(directory, path) if directory == path

is_at_or_above("/", _)

is_at_or_above(directory, path) if startswith(path, sprintf("%s/", [directory]))
