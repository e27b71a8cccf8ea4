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
