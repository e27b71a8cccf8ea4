# shellcheck shell=bash disable=SC2034,SC2154  # the variables are set by `run` and lib.sh
# The tests that lie beside the rules, run as an author of a rule would: one rule with the shared libraries.

mapfile -t rules < <(find "$root/Policies/rules" -name '*_test.rego' -printf '%h\n' 2>/dev/null | sort -u)
if ((${#rules[@]} == 0)); then
    skip "tests beside the rules: no *_test.rego under Policies/rules"
else
    test_that "the tests beside all ${#rules[@]} tested rules pass"
    for rule in "${rules[@]}"; do
        breakwater rego test "$root/Policies/libraries" "$rule"
        ((status == 0)) || problem "$(basename "$rule"): $(grep -hE 'FAIL|ERROR|rror' "$out" "$err" | head -n 2 | tr '\n' ' ')"
    done
    command_line="breakwater rego test Policies/libraries Policies/rules/NAME"
fi
