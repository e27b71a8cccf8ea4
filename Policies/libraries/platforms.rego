# The operating system a pod is meant for. What confines Linux processes means nothing on Windows, and the other way round.
package breakwater.platforms

import rego.v1

is_windows(pod_spec) if pod_spec.os.name == "windows"

is_windows(pod_spec) if pod_spec.nodeSelector["kubernetes.io/os"] == "windows"
