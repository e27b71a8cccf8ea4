# shellcheck shell=bash disable=SC2034,SC2154  # the variables are set by `run` and lib.sh
# The cases that lie beside the rules, on the built-in library and on the one in the working tree.

test_that "the rules pass the cases beside them"
breakwater policies verify "$root/Policies/rules" --library "$root/Policies"
expect_status 0
expect_output '^[1-9][0-9]* passed, 0 failed, 0 skipped$'
if ((status != 0)); then
    while IFS= read -r line; do problem "$line"; done < <(grep '^FAIL' "$out" | head -n 10)
fi

test_that "the built-in library passes them too"
breakwater policies verify "$root/Policies/rules"
expect_status 0

test_that "a folder without cases is refused"
fresh_directory
mkdir nothing
breakwater policies verify nothing
expect_refusal 'nothing'

test_that "a library can be tested rule by rule"
breakwater policies test "$root/Policies" non-root-containers
expect_status 0
expect_output '^[1-9][0-9]* passed, 0 failed, 0 skipped$'

test_that "a rule without cases is refused by name"
breakwater policies test "$root/Policies" no-such-rule
expect_refusal 'no-such-rule'

test_that "the library of the working tree has no lint errors"
breakwater policies lint "$root/Policies"
expect_status 0
expect_output '^0 errors, '
if ((status != 0)); then
    while IFS= read -r line; do problem "$line"; done < <(grep ' error: ' "$out" | head -n 10)
fi

test_that "a control can be read about"
breakwater policies show c-0013
expect_status 0
expect_output '^C-0013 ' '^How to fix$' '^Rules  *non-root-containers$'

test_that "what does not exist cannot be shown"
breakwater policies show C-9999
expect_refusal 'C-9999' 'policies list'

test_that "the controls are listed for programs"
breakwater policies list controls --format json
expect_status 0
expect_json 'any(.[]; .id == "C-0057" and (.frameworks | index("NSA")) and .rules == ["rule-privilege-escalation"])'

test_that "an exported release scans like the built-in library"
fresh_directory
breakwater policies export release --form published
expect_status 0
breakwater scan framework nsa "$root/Examples" --use-artifacts-from release --format json
expect_status 0
jq -S '.summaryDetails.controls | map_values(.ResourceCounters)' "$out" >../exported.json
breakwater scan framework nsa "$root/Examples" --format json
jq -S '.summaryDetails.controls | map_values(.ResourceCounters)' "$out" >../built-in.json
cmp -s ../exported.json ../built-in.json || problem "the two scans differ: $(diff ../exported.json ../built-in.json | head -n 5 | tr '\n' ' ')"

test_that "an export does not write over what is there"
breakwater policies export release
expect_refusal 'release' 'not empty'
