# Flags of a container (command and args) or of a process on a node (one line of text).
package breakwater.command_line

import rego.v1

import data.breakwater.workloads

# The words of a container in the order the kernel sees them, each with its path.
words(container, container_path) := array.concat(
	words_of(container, container_path, "command"),
	words_of(container, container_path, "args"),
)

words_of(container, container_path, list) := [word |
	some index, text in container[list]
	is_string(text)
	word := {"text": text, "path": sprintf("%s.%s[%d]", [container_path, list, index])}
]

# The words of a recorded process line. Quoting is not kept in such a line.
split_line(line) := [word |
	some text in regex.split(`\s+`, line)
	text != ""
	word := {"text": text, "path": ""}
]

# All values given for a flag, in order: "--name=value", "--name value", or "true" for a bare "--name".
# The last one is the one that counts.
values(all_words, name) := [found |
	some index, word in all_words
	found := {"value": value_at(all_words, index, word.text, name), "path": word.path}
]

value_at(_, _, text, name) := trim_prefix(text, sprintf("--%s=", [name])) if {
	startswith(text, sprintf("--%s=", [name]))
}

value_at(all_words, index, text, name) := all_words[index + 1].text if {
	text == sprintf("--%s", [name])
	not startswith(all_words[index + 1].text, "-")
}

value_at(all_words, index, text, name) := "true" if {
	text == sprintf("--%s", [name])
	not has_separate_value(all_words, index)
}

has_separate_value(all_words, index) if not startswith(all_words[index + 1].text, "-")

# Undefined when the flag is not given.
last(all_words, name) := found[count(found) - 1] if {
	found := values(all_words, name)
}

# Where a missing flag should be appended: after the arguments if there are any, else after the command.
next_path(container, container_path) := sprintf("%s.args[%d]", [container_path, count(container.args)]) if {
	count(container.args) > 0
} else := sprintf("%s.command[%d]", [container_path, count(object.get(container, "command", []))])

# The program a word starts: the last part of its path.
program(text) := parts[count(parts) - 1] if parts := split(text, "/")

# The container of a pod that runs the API server: the one that starts it, else the first.
api_server(pod) := found[0] if {
	found := [entry |
		some entry in workloads.main_containers(pod)
		some word in words(entry.container, entry.path)
		program(word.text) == "kube-apiserver"
	]
} else := workloads.main_containers(pod)[0]

# Some word has this text in it. Compatible rules look no closer than that.
mentions(all_words, text) if {
	some word in all_words
	contains(word.text, text)
}
