package breakwater.images

import rego.v1

# "registry.example:5000/team/app" of "registry.example:5000/team/app:1.2@sha256:…".
repository(image) := trim_suffix(name, sprintf(":%s", [tag(image)])) if {
	name := split(image, "@")[0]
} else := split(image, "@")[0]

# Undefined when the reference has none.
tag(image) := parts[1] if {
	segments := split(split(image, "@")[0], "/")
	parts := split(segments[count(segments) - 1], ":")
	count(parts) == 2
}

# The last part of the repository: "app" of "registry.example:5000/team/app:1.2".
name(image) := parts[count(parts) - 1] if parts := split(repository(image), "/")

# The community's controller under the names it and its repackagers publish it.
# F5's own controller (nginx/nginx-ingress) is another program.
is_ingress_nginx_controller(image) if {
	name := repository(image)
	some part in {"ingress-nginx/controller", "nginx-ingress-controller", "ingress-nginx-controller", "nginx-controller"}
	contains(name, part)
}
