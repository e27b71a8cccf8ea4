# Helpers under the names that published and user-written rules import as data.cautils.
package cautils

import rego.v1

list_contains(list, element) if element in list

getPodName(metadata) := metadata.name

# The entries of sub that have the same value in parent.
object_intersection(parent, sub) := {key: value |
	some key, value in sub
	parent[key] == value
}

is_subobject(sub, parent) if object_intersection(parent, sub) == sub

# One octal digit as {read, write, exec}.
unix_permission_from_octal(digit) := {
	"read": bits.and(digit, 4) == 4,
	"write": bits.and(digit, 2) == 2,
	"exec": bits.and(digit, 1) == 1,
}

# A file mode (an integer, 420 is 0644) as permissions of user, group and everyone and the three special bits.
unix_permission(mode) := {
	"user": unix_permission_from_octal(bits.and(bits.rsh(mode, 6), 7)),
	"group": unix_permission_from_octal(bits.and(bits.rsh(mode, 3), 7)),
	"everyone": unix_permission_from_octal(bits.and(mode, 7)),
	"setuid": bits.and(mode, 2048) == 2048,
	"setgid": bits.and(mode, 1024) == 1024,
	"sticky": bits.and(mode, 512) == 512,
}

# No bit is set in actual that allow does not have.
unix_permissions_allow(allow, actual) if bits.and(actual, allow) == actual

# At most 0644. Kept for older rules; unix_permissions_allow says the limit.
is_strict_conf_permission(mode) if unix_permissions_allow(420, mode)

is_not_strict_conf_permission(mode) if not is_strict_conf_permission(mode)

is_strict_conf_ownership(owner) if {
	owner.uid == 0
	owner.gid == 0
}

# The collector could not read the owner.
is_strict_conf_ownership(owner) if {
	object.get(owner, "err", "") != ""
}

is_not_strict_conf_ownership(owner) if not is_strict_conf_ownership(owner)
