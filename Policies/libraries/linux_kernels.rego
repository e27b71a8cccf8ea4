# What the version of a Linux kernel says about its flaws.
package breakwater.linux_kernels

import rego.v1

import data.breakwater.versions

# True or false, and undefined when the version does not tell.
# The code came with 5.1; kernel.org fixed it in 5.4.173, 5.10.93, 5.15.16 and 5.16.2.
has_cve_2022_0185(text) := false if not is_in(versions.core(text), [5, 1, 0], [5, 16, 2])

has_cve_2022_0185(text) := is_before_fix(version) if {
	version := versions.core(text)
	is_in(version, [5, 1, 0], [5, 16, 2])
	not counts_builds(text)
}

has_cve_2022_0185(text) := build < first_patched_build if {
	is_in(versions.core(text), [5, 1, 0], [5, 16, 2])
	counts_builds(text)
	[parts] := regex.find_all_string_submatch_n(`^(\d+\.\d+)\.0-(\d+)-([a-z0-9]+)`, text, 1)
	build := to_number(parts[2])
	first_patched_build := patched_builds[parts[1]][parts[3]]
}

is_in(version, first, end) if {
	version >= first
	version < end
}

is_before_fix(version) := true if {
	some range in [
		[[5, 1, 0], [5, 4, 173]],
		[[5, 5, 0], [5, 10, 93]],
		[[5, 11, 0], [5, 15, 16]],
		[[5, 16, 0], [5, 16, 2]],
	]
	is_in(version, range[0], range[1])
} else := false

# Distributions stay with the patch number 0 and count their builds instead: 5.4.0-96-generic.
counts_builds(text) if regex.match(`^v?\d+\.\d+\.0-`, text)

# By series and flavour, from the advisories USN-5240-1 (Ubuntu) and DSA-5050-1 (Debian). Ubuntu 22.04 was released
# with the fix, and its clouds count from 1000.
patched_builds := {
	"5.4": {"generic": 96, "lowlatency": 96, "azure": 1067},
	"5.10": {"amd64": 11, "arm64": 11, "cloud": 11},
	"5.13": {"generic": 27, "lowlatency": 27},
	"5.15": {
		"generic": 18, "lowlatency": 18, "aws": 1000, "azure": 1000, "gcp": 1000, "gke": 1000, "ibm": 1000, "kvm": 1000,
		"oracle": 1000,
	},
}
