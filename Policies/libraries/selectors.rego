package breakwater.selectors

import rego.v1

# A label selector against labels: every entry of matchLabels and every expression has to hold,
# and an empty selector selects everything.
matches(selector, labels) if {
	matches_labels(selector, labels)
	every expression in list(selector, "matchExpressions") {
		holds(expression, labels)
	}
}

matches_labels(selector, labels) if {
	every key, value in labels_of(selector) {
		labels[key] == value
	}
}

labels_of(selector) := wanted if {
	wanted := selector.matchLabels
	is_object(wanted)
} else := {}

list(selector, field) := values if {
	values := selector[field]
	is_array(values)
} else := []

holds(expression, labels) if {
	expression.operator == "In"
	labels[expression.key] in expression.values
}

holds(expression, labels) if {
	expression.operator == "NotIn"
	not object.get(labels, expression.key, null) in expression.values
}

holds(expression, labels) if {
	expression.operator == "Exists"
	is_string(labels[expression.key])
}

holds(expression, labels) if {
	expression.operator == "DoesNotExist"
	not is_string(object.get(labels, expression.key, null))
}

# The selector of a Service or a ReplicationController is the labels themselves. An empty one holds for everything.
has_all(labels, wanted) if {
	is_object(wanted)
	every key, value in wanted {
		labels[key] == value
	}
}
