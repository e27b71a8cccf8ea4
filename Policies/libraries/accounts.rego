# Which service account a workload runs as, whether it gets the account's token, and which bindings reach the account.
package breakwater.accounts

import rego.v1

import data.breakwater.workloads

# The name of the account that a pod spec asks for.
name(spec) := object.get(spec, "serviceAccountName", "default") if strict

name(spec) := found if {
	not strict
	some_field := [value |
		# The second is the older spelling, still filled by the API server.
		some field in ["serviceAccountName", "serviceAccount"]
		value := spec[field]
		value != ""
	]
	found := array.concat(some_field, ["default"])[0]
}

# The pod's own setting decides; without one the account's does, and without that the token is mounted.
mounts_token(spec, _) if spec.automountServiceAccountToken == true

mounts_token(spec, account) if {
	not is_boolean(object.get(spec, "automountServiceAccountToken", null))
	not account.automountServiceAccountToken == false
}

# The account of a workload, as far as the input has it. An account that is kept elsewhere is null: it may well exist,
# and then it mounts its token unless it says otherwise.
candidates(workload, spec) := found if {
	found := known[key(workloads.namespace(workload), name(spec))]
} else := {null} if {
	not strict
}

# The accounts of the input by namespace and name.
known[account_key] contains account if {
	some account in input
	account.kind == "ServiceAccount"
	account_key := key(workloads.namespace(account), account.metadata.name)
}

related(account) := [] if account == null

related(account) := [{"object": account}] if account != null

# The names under which grants to a workload's account are filed: its own, its namespace's and everybody's.
keys(workload, spec) := {
	key(workloads.namespace(workload), name(spec)),
	key(workloads.namespace(workload), "*"),
	key("*", "*"),
	unplaced_key(workload, name(spec)),
}

# The accounts that a subject stands for.
subject_keys(binding, subject) := {key(namespace, subject.name), key("", subject.name)} if {
	subject.kind == "ServiceAccount"
	namespace := object.get(subject, "namespace", workloads.namespace(binding))
}

subject_keys(_, subject) := {key("*", "*")} if {
	subject.kind == "Group"
	subject.name in {"system:serviceaccounts", "system:authenticated"}
}

subject_keys(_, subject) := {key(trim_prefix(subject.name, "system:serviceaccounts:"), "*")} if {
	subject.kind == "Group"
	startswith(subject.name, "system:serviceaccounts:")
}

# A manifest without a namespace may be applied to the one that the subject names. Every namespace has an account
# "default", so that name alone says nothing.
unplaced_key(workload, account_name) := key("", account_name) if {
	object.get(workload, ["metadata", "namespace"], "") == ""
	account_name != "default"
} else := key("*", "*")

key(namespace, account_name) := sprintf("%v/%v", [namespace, account_name])

# What compatible rules ask: the account's own name and namespace in one subject.
is_subject(account, subject) if {
	subject.kind == "ServiceAccount"
	subject.name == account.metadata.name
	subject.namespace == account.metadata.namespace
}

strict if data.compatibility.strict == true
