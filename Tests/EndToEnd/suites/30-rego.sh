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

test_that "errors of eval come in the common JSON form, with status 2"
breakwater rego eval -d "$fixtures/unsafe.rego" 'data.unsafe.deny'
expect_status 2
expect_json '.errors[0].code == "rego_unsafe_var_error"' '.errors[0].location.row == 4' \
    '.errors[0].location.file | endswith("unsafe.rego")'

test_that "bindings are listed for every answer"
breakwater rego eval 'x := [3, 4][i]'
expect_status 0
expect_json '[.result[].bindings] == [{"i": 0, "x": 3}, {"i": 1, "x": 4}]'

test_that "several answers are a table for people"
breakwater rego eval --format pretty 'x := [3, 4][i]'
expect_status 0
expect_output '^\| i \| x \|$' '^\| 1 \| 4 \|$'

test_that "directories of data files become paths of data"
fresh_directory
mkdir -p base/fleet
printf '{"ships": 3}\n' >base/fleet/size.json
printf 'names: [heron]\n' >base/fleet/names.yaml
breakwater rego eval --format raw -d base 'data'
expect_status 0
expect_output_is '{"fleet":{"names":["heron"],"ships":3}}'

test_that "errors of built-ins end the evaluation when they are strict"
breakwater rego eval 'to_number(input.text)' -i /dev/null
expect_status 2
breakwater rego eval --strict-builtin-errors 'x := to_number("many")'
expect_status 2
expect_json '.errors[0].code == "eval_builtin_error"'
breakwater rego eval 'x := to_number("many")'
expect_status 0
expect_output_is '{}'

test_that "an explanation names the expression that failed"
breakwater rego eval --format pretty --explain fails -d "$fixtures/replicas.rego" 'data.replicas.deny[x]'
expect_status 0
expect_output 'replicas\.rego:6 .*Fail input\.kind == "Deployment"'

test_that "a profile counts the evaluations of every expression"
breakwater rego eval --profile -d "$fixtures/replicas.rego" -i "$fixtures/deployment.json" 'data.replicas.deny'
expect_status 0
expect_json '[.profile[] | select(.location.row == 6 and (.location.file | endswith("replicas.rego")))][0].num_eval == 1'

test_that "errors of check show the line and a caret"
breakwater rego check "$fixtures/unsafe.rego"
expect_status 1
expect_error 'not input\.names\[other\]' '^[[:space:]]+\^$'

test_that "strict checks report what nothing uses"
fresh_directory
printf 'package idle\n\nimport data.nothing\n\nready if {\n\tunused := 1\n}\n' >idle.rego
breakwater rego check idle.rego
expect_status 0
breakwater rego check --strict idle.rego
expect_status 1
expect_error 'idle\.rego:3:1: .*import data\.nothing unused' 'idle\.rego:6:2: .*assigned var unused unused'

test_that "passing tests are listed with -v and chosen with --run"
breakwater rego test -v --run allowed "$fixtures/replicas.rego" "$fixtures/replicas_test.rego"
expect_status 0
expect_output 'data\.replicas_test\.test_two_replicas_are_allowed: PASS \(' 'PASS: 1/1'

test_that "where a test failed is said with -v"
breakwater rego test -v "$fixtures/replicas.rego" "$fixtures/failing_test.rego"
expect_status 2
expect_output '^FAILURES$' 'failing_test\.rego:6 .*Fail count\(data\.replicas\.deny\) == 1'

test_that "no tests is an error, not a pass"
breakwater rego test "$fixtures/replicas.rego"
expect_refusal 'no tests'

test_that "a query is measured"
breakwater rego bench --format json --count 3 -d "$fixtures/replicas.rego" -i "$fixtures/deployment.json" \
    'data.replicas.deny'
expect_status 0
expect_json '.evaluations == 3' '.compile_ns > 0' '.eval_min_ns <= .eval_median_ns' '.result_count == 1' \
    '.peak_memory_bytes > 0'

test_that "conformance cases are counted, failing ones named, refused ones skipped"
fresh_directory
cat >cases.jsonl <<'CASES'
{"category": "a", "note": "right", "query": "x = 1 + 1", "want_result": [{"x": 2}]}
{"category": "a", "note": "wrong", "query": "x = 1 + 1", "want_result": [{"x": 3}]}
{"category": "b", "note": "refused", "modules": ["package p\nq := http.send({})"], "query": "data.p.q = x", "want_result": []}
CASES
breakwater rego cases cases.jsonl --table
expect_status 1
expect_output '^FAIL a/wrong: expected \[\{"x":3\}\] got \[\{"x":2\}\]$' '^SKIP b/refused: asks for http\.send$' \
    '^a +1 +1 +0$' '^1 passed, 1 failed, 1 skipped$'
