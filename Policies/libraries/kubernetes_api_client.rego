# Rules that import data.kubernetes.api.client compile, but a policy cannot query the cluster: every
# function here is undefined, whatever its arguments.
package kubernetes.api.client

import rego.v1

query_all(_) := null if false

query_all_no_auth(_) := null if false

query_name_ns(_, _, _) := null if false

query_label_selector_ns(_, _, _) := null if false

query_field_selector_ns(_, _, _) := null if false

field_transform_to_qry_param(_, _) := null if false

label_map_to_query_string(_) := null if false
