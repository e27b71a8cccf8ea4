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

# A reference as a container runtime reads it, with what Docker's short forms leave out spelled out
# (distribution/reference): "nginx" is {"host": "docker.io", "path": "library/nginx", "tag": "", "digest": ""}.
# The first part is a host when it has a dot or a port or is "localhost". Undefined for anything but text.
parse(image) := {"host": host, "path": full_path(host, parts[2]), "tag": parts[3], "digest": parts[4]} if {
	[parts] := regex.find_all_string_submatch_n(
		`^(?:([^/@]*[.:][^/@]*|localhost)/)?([^@]*?)(?::(\w[\w.-]{0,127}))?(?:@(.+))?$`,
		image, 1,
	)
	host := registry_host(parts[1])
}

registry_host(text) := "docker.io" if {
	lower(text) in {"", "docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"}
} else := lower(text)

# Images of Docker Hub without an organisation are the official ones.
full_path("docker.io", path) := sprintf("library/%s", [path]) if {
	not contains(path, "/")
} else := path

full_path(host, path) := path if host != "docker.io"

# "docker.io/library/nginx:1.27" of what parse gives.
full_name(reference) := sprintf("%s/%s%s%s", [
	reference.host, reference.path,
	prefixed(":", reference.tag), prefixed("@", reference.digest),
])

prefixed(_, "") := ""

prefixed(mark, text) := sprintf("%s%s", [mark, text]) if text != ""

# Whether the reference says exactly which image it means.
is_pinned(image) if {
	contains(image, "@")
	regex.match(`@[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$`, image)
}

# Entries of a list of registries or repositories, made ready for matches_any. An entry is
# - a host: "quay.io", "registry.example:5000/", "*.gcr.io" (each * stands for one label or a part of one);
# - a host and the beginning of a path, in whole parts: "ghcr.io/team", which is not "ghcr.io/teamwork";
# - a path on Docker Hub: "bitnami/redis". A single name is the official image of that name
#   and everything of the organisation of that name;
# - any of these with a tag or digest, which then has to be the same;
# - "regex:" and an RE2 expression for the beginning of the full name, as older lists had them.
# What is none of these matches nothing.
patterns(entries) := [found |
	some entry in entries
	found := pattern(trim_space(entry))
]

pattern(entry) := {"regex": sprintf("^(?:%s)", [expression])} if {
	startswith(entry, "regex:")
	expression := trim_prefix(entry, "regex:")
	expression != ""
}

pattern(entry) := plain_pattern(entry_text(entry)) if not startswith(entry, "regex:")

plain_pattern(text) := {"host": registry_host(trim_right(text, "/")), "paths": [""], "tag": "", "digest": ""} if {
	names_host_only(text)
} else := {
	"host": host,
	"paths": possible_paths(host, path),
	"tag": parts[3],
	"digest": parts[4],
} if {
	[parts] := regex.find_all_string_submatch_n(
		`^(?:([^/@]*[.:*][^/@]*|localhost)/)?([^@:]+?)(?::(\w[\w.-]{0,127}))?(?:@(.+))?$`,
		text, 1,
	)
	host := registry_host(parts[1])
	path := trim_right(parts[2], "/")
	path != ""
}

# Without what people paste with it: a scheme, a star for "everything below".
entry_text(entry) := trim_suffix(regex.replace(entry, `^https?://`, ""), "*") if {
	endswith(entry, "/*")
} else := regex.replace(entry, `^https?://`, "")

# "redis:7" is an image and a tag, "registry:5000/" a host and a port.
names_host_only(text) if regex.match(`^(?:localhost|[^:/@]*[.*][^:/@]*)(?::\d+)?/?$`, text)

names_host_only(text) if regex.match(`^[^:/@]+:\d+/$`, text)

possible_paths("docker.io", path) := [path, sprintf("library/%s", [path])] if {
	not contains(path, "/")
} else := [path]

possible_paths(host, path) := [path] if host != "docker.io"

# Whether an image belongs to one of the patterns.
matches_any(image, candidates) if {
	count(candidates) > 0
	reference := parse(image)
	some candidate in candidates
	matches(reference, candidate)
}

matches(reference, candidate) if regex.match(candidate.regex, full_name(reference))

matches(reference, candidate) if {
	host_matches(reference.host, candidate.host)
	some path in candidate.paths
	is_at_or_below(reference.path, path)
	candidate.tag in {"", reference.tag}
	candidate.digest in {"", reference.digest}
}

host_matches(host, wanted) if host == wanted

host_matches(host, wanted) if {
	contains(wanted, "*")
	glob.match(wanted, [".", ":"], host)
}

is_at_or_below(_, "")

is_at_or_below(path, wanted) if path == wanted

is_at_or_below(path, wanted) if {
	wanted != ""
	startswith(path, sprintf("%s/", [wanted]))
}

# How rules before v2.3.8 compared: the entry is a regular expression for the beginning of the reference, up to a slash.
matches_as_expression(reference, entry) if {
	regex.match(sprintf("^%s/.*$", [trim_suffix(entry, "/")]), with_host(reference))
}

with_host(reference) := sprintf("docker.io/%s", [reference]) if {
	not contains(reference, "/")
} else := reference
