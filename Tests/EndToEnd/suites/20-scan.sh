# shellcheck shell=bash disable=SC2154  # the variables are set by `run` and lib.sh

harbour=$root/Examples/harbour

test_that "the example application gives a readable report"
breakwater scan "$root/Examples"
expect_status 0
expect_output 'Privileged container' 'log-shipper' 'harbour'

test_that "a framework can be named"
breakwater scan framework NSA "$root/Examples"
expect_status 0
expect_output 'NSA' 'Privileged container'

test_that "the name of a framework may be written in small letters"
breakwater scan framework nsa "$root/Examples"
expect_status 0

test_that "the report comes as JSON too"
breakwater scan framework NSA "$root/Examples" --format json
expect_status 0
expect_json '.results | length > 0' '.resources | length > 0' \
    '[.summaryDetails.frameworks[].name] | index("NSA") != null' \
    '.summaryDetails.controls | length >= 20' \
    '.summaryDetails.controls["C-0057"].statusInfo.status == "failed"' \
    '.summaryDetails.controls["C-0013"].ResourceCounters.passedResources > 0'

test_that "a control about nodes is reported as not evaluated, with the reason, and never as passed"
expect_json '(.summaryDetails.controls["C-0069"].statusInfo.status // "skipped") == "skipped"' \
    '[.summaryDetails.controls["C-0069"].statusInfo.info // empty,
      (.scanCoverage.notEvaluatedControls[]? | select(.controlID == "C-0069") | .reason)] | any(length > 0)'

# Every finding on workloads and namespaces, as Examples/README.md promises them: "C-0057 DaemonSet/log-shipper".
test_that "the findings of the example application are exactly the expected ones"
breakwater scan framework NSA "$root/Examples" --format json
expect_json 'type == "object"'
jq -r '.results[] | (.resourceID | split("/") | .[-2:] | join("/")) as $resource
    | .controls[] | select(.status.status == "failed") | "\(.controlID) \($resource)"' "$out" 2>/dev/null |
    grep -vE '^C-(0002|0035) ' | LC_ALL=C sort -u >"$work/findings" || true
grep -vE '^(#|$)' "$here/expected/harbour-findings.txt" | LC_ALL=C sort -u >"$work/expected"
if ! difference=$(diff --unchanged-line-format= --old-line-format='missing: %L' --new-line-format='unexpected: %L' \
    "$work/expected" "$work/findings"); then
    while IFS= read -r line; do problem "$line"; done <<<"$difference"
fi

test_that "subjects with too many rights are found"
breakwater scan framework NSA "$harbour/access.yaml" --format json
expect_status 0
expect_json '.summaryDetails.controls["C-0002"].ResourceCounters.failedResources == 2' \
    '.summaryDetails.controls["C-0035"].ResourceCounters.failedResources == 1'

test_that "one file can be scanned"
breakwater scan "$harbour/tools.json"
expect_status 0
expect_output 'log-shipper'

test_that "several paths can be scanned together"
breakwater scan framework NSA "$harbour/tools.json" "$harbour/restock.yaml" --format json
expect_status 0
expect_json '[.resources[].resourceID | select(endswith("/log-shipper") or endswith("/restock"))] | length >= 2'

test_that "the report goes to a file when asked"
fresh_directory
breakwater scan "$root/Examples" --format json --output report.json
expect_status 0
expect_files report.json
jq empty report.json 2>/dev/null || problem "report.json is not JSON"

test_that "two scans of the same files give the same report but for its times and ids"
breakwater scan framework NSA "$root/Examples" --format json
jq -S 'del(.generationTime, .reportGUID, .jobID)' "$out" >"$work/first" 2>/dev/null || problem "not JSON"
breakwater scan framework NSA "$root/Examples" --format json
jq -S 'del(.generationTime, .reportGUID, .jobID)' "$out" >"$work/second" 2>/dev/null || problem "not JSON"
cmp -s "$work/first" "$work/second" || problem "they differ: $(diff "$work/first" "$work/second" | head -n 3 | tr '\n' ' ')"
