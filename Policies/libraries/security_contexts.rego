# Security contexts of pods and their containers, for the rules of C-0211.
package breakwater.security_contexts

import rego.v1

import data.breakwater.workloads

# "Pod: web", "CronJob: report" or "Workload: shop", the opening of the messages.
title(workload) := sprintf("%v: %v", [workload.kind, workload.metadata.name]) if {
	workload.kind in {"Pod", "CronJob"}
}

title(workload) := sprintf("Workload: %v", [workload.metadata.name]) if {
	not workload.kind in {"Pod", "CronJob"}
}

# What a container sets below its security context, null when it sets nothing.
own(holder, path) := object.get(holder, array.concat(["securityContext"], path), null)

# The container's value replaces the pod's; null when neither sets one.
effective(container, pod_spec, path) := value if {
	value := own(container, path)
	value != null
} else := own(pod_spec, path)

# The path of the pod's security context, "spec.template.spec.securityContext".
pod_path(workload) := sprintf("%s.securityContext", [workloads.pod_spec_prefix(workload)])

# An ephemeral container cannot be changed once it is there, so it gets no fix.
fixes(entry, _) := [] if entry.list == "ephemeralContainers"

fixes(entry, wanted) := wanted if entry.list != "ephemeralContainers"

# Kernel parameters that are confined to the pod, as the baseline of the pod security standards lists them.
safe_sysctls := {
	"kernel.shm_rmid_forced",
	"net.ipv4.ip_local_port_range",
	"net.ipv4.ip_local_reserved_ports",
	"net.ipv4.ip_unprivileged_port_start",
	"net.ipv4.ping_group_range",
	"net.ipv4.tcp_fin_timeout",
	"net.ipv4.tcp_keepalive_intvl",
	"net.ipv4.tcp_keepalive_probes",
	"net.ipv4.tcp_keepalive_time",
	"net.ipv4.tcp_rmem",
	"net.ipv4.tcp_syncookies",
	"net.ipv4.tcp_wmem",
}
