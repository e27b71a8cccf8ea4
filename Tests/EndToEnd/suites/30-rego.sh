# shellcheck shell=bash disable=SC2154  # the variables are set by `run` and lib.sh

fixtures=$here/fixtures

test_that "an expression is evaluated and printed in the common JSON form"
breakwater rego eval '1 + 2'
expect_status 0
expect_json '.result[0].expressions[0].value == 3' '.result[0].expressions[0].text == "1 + 2"' \
    '.result[0].expressions[0].location == {"row": 1, "col": 1}'

test_that "a policy is evaluated over an input document"
breakwater rego eval -d "$fixtures/replicas.rego" -i "$fixtures/deployment.json" 'data.replicas.deny'
expect_status 0
expect_json '.result[0].expressions[0].value == ["web has 1 replica, 2 are wanted"]'

test_that "raw output is the value alone"
breakwater rego eval --format raw '"mole"'
expect_status 0
expect_output_is 'mole'

test_that "an undefined expression has no result"
breakwater rego eval 'input.nothing'
expect_status 0
expect_json 'has("result") | not'

test_that "a sound policy passes the check"
breakwater rego check "$fixtures/replicas.rego"
expect_status 0

test_that "tests of a policy are run and counted"
breakwater rego test "$fixtures/replicas.rego" "$fixtures/replicas_test.rego"
expect_status 0
expect_output 'PASS: 2/2'

test_that "a failing test is named and the status says so"
breakwater rego test "$fixtures/replicas.rego" "$fixtures/failing_test.rego"
expect_failure
expect_output 'test_two_replicas_are_denied' 'FAIL: 1/1'

test_that "an unsafe variable is an error with file, line and column"
breakwater rego check "$fixtures/unsafe.rego"
expect_failure
expect_said 'unsafe\.rego:4:' 'rego_unsafe_var_error'

test_that "a policy that does not parse is an error with file, line and column"
breakwater rego check "$fixtures/broken.rego.txt"
expect_failure
expect_said 'broken\.rego\.txt:4:' 'rego_parse_error'

test_that "built-ins that reach out are refused by name"
breakwater rego eval 'http.send({"method": "GET", "url": "http://127.0.0.1:1"})'
expect_failure
expect_said 'http\.send'

test_that "a policy file that is not there is named"
breakwater rego eval -d no-such.rego 'data'
expect_failure
expect_said 'no-such\.rego'
