# Amounts of CPU and memory as manifests write them: "250m", "1.5Gi", "1e3", 2.
package breakwater.quantities

import rego.v1

# In cores or bytes. Undefined for anything that is not a quantity.
number(quantity) := quantity if is_number(quantity)

number(quantity) := units.parse(quantity) if {
	is_string(quantity)
	not regex.match(`[nu]$`, quantity)
}

number(quantity) := to_number(trim_suffix(quantity, "u")) / 1000000 if endswith(quantity, "u")

number(quantity) := to_number(trim_suffix(quantity, "n")) / 1000000000 if endswith(quantity, "n")

is_above_any(quantity, limits) if {
	some limit in limits
	number(quantity) > number(limit)
}

is_below_any(quantity, limits) if {
	some limit in limits
	number(quantity) < number(limit)
}
