package breakwater.versions

import rego.v1

# [major, minor, patch] of "v1.21.4-eks.3", "1.21.4" or "v1.21". Lists compare like versions do.
# The vendor's suffix says nothing about order and is left out. Undefined for anything else.
core(text) := [to_number(parts[1]), to_number(parts[2]), patch(parts[3])] if {
	[parts] := regex.find_all_string_submatch_n(`^v?(\d+)\.(\d+)(?:\.(\d+))?`, text, 1)
}

patch(text) := 0 if text == ""

patch(text) := to_number(text) if text != ""
