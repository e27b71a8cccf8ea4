package armo_builtins

import rego.v1

import data.breakwater.volumes
import data.breakwater.workloads

deny contains msga if {
	some workload in input
	some volume in volumes.host_paths(workload)
	reaches_runtime(volume.host_path)
	some paths in removals(workload, volume)
	msga := {
		"alertMessage": message(workload, volume),
		"packagename": "armo_builtins",
		"alertScore": 5,
		"deletePaths": paths,
		"failedPaths": paths,
		"fixPaths": [],
		"alertObject": {"k8sApiObjects": [workload]},
	}
}

message(workload, volume) := sprintf("%v: %v can reach the container runtime of its node through hostPath volume: %v (%v)", [
	workload.kind, workload.metadata.name, volume.name, volume.host_path,
]) if {
	not strict
}

message(workload, volume) := sprintf("volume: %v in %v: %v has mounting to Docker internals.", [volume.name, kind, workload.metadata.name]) if {
	strict
	kind := object.get({"Pod": "pod"}, workload.kind, workload.kind)
}

# The socket itself or a directory that holds it.
reaches_runtime(path) if {
	not strict
	some socket in sockets.paths
	volumes.is_at_or_above(volumes.clean(path), socket)
}

# The sockets of rootless runtimes lie in a directory of their user.
reaches_runtime(path) if {
	not strict
	regex.match(`^/run/user(/\d+(/docker\.sock|/(docker|podman|containerd)(/.*)?)?)?$`, volumes.clean(path))
}

reaches_runtime(path) if {
	strict
	path in {
		"/var/run/docker.sock",
		"/var/run/docker",
		"/run/containerd/containerd.sock",
		"/var/run/crio/crio.sock",
	}
}

# As volumes.clean writes them: /run for /var/run.
sockets := {"paths": [
	"/run/docker.sock",
	"/run/docker/containerd/containerd.sock",
	"/run/cri-dockerd.sock",
	"/run/dockershim.sock",
	"/run/containerd/containerd.sock",
	"/run/k3s/containerd/containerd.sock",
	"/run/k0s/containerd.sock",
	"/run/crio/crio.sock",
	"/run/podman/podman.sock",
	"/run/buildkit/buildkitd.sock",
	"/var/snap/microk8s/common/run/containerd.sock",
]}

removals(workload, volume) := [volumes.removals(workload, volume)] if not strict

removals(workload, volume) := volumes.removals_by_container(
	workloads.containers_in(workload, ["containers", "initContainers"]),
	volume,
) if {
	strict
}

strict if data.compatibility.strict == true
