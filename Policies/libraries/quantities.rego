# Amounts of CPU and memory as manifests write them: "250m", "1.5Gi", "1e3", 2.
package breakwater.quantities

import rego.v1

# In cores or bytes. Undefined for anything that is not a quantity.
number(quantity) := quantity if {
	is_number(quantity)
} else := amount if {
	amount := units.parse(quantity)
} else := to_number(trim_suffix(quantity, "u")) / 1000000 if {
	endswith(quantity, "u")
} else := to_number(trim_suffix(quantity, "n")) / 1000000000 if {
	endswith(quantity, "n")
}

# Those of a list that are quantities.
numbers(quantities) := [amount |
	some quantity in quantities
	amount := number(quantity)
]
