# shellcheck shell=bash disable=SC2154  # the variables are set by `run` and lib.sh

# A privileged pod with room for every test below.
pod() {
    cat <<YAML
# A pod that is watched.
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  ${1:-labels: {app: web}}
spec:
  containers:
    - name: app # the only one
      image: registry.example/web:1.0
      securityContext:
        privileged: true
YAML
}

test_that "an exception turns a failure into a pass with a mark, and is accounted for"
fresh_directory
pod >pod.yaml
cat >exceptions.json <<'JSON'
[{"name": "known", "policyType": "postureExceptionPolicy", "actions": ["alertOnly"], "reason": "goes away",
  "resources": [{"designatorType": "Attributes", "attributes": {"namespace": "shop", "name": "w.*"}}],
  "posturePolicies": [{"controlID": "C-0057"}]},
 {"name": "idle", "policyType": "postureExceptionPolicy", "posturePolicies": [{"controlID": "C-0057"}],
  "resources": [{"designatorType": "Attributes", "attributes": {"namespace": "other"}}]}]
JSON
breakwater scan control C-0057 pod.yaml --exceptions exceptions.json --format json
expect_status 0
expect_json '.summaryDetails.controls["C-0057"].statusInfo | .status == "passed" and .subStatus == "w/exceptions"' \
    '.results[0].controls[0].rules[0] | .status == "passed" and .subStatus == "w/exceptions"' \
    '.results[0].controls[0].rules[0].exception[0].name == "known"' \
    '.summaryDetails.complianceScore == 100'
breakwater scan control C-0057 pod.yaml --exceptions exceptions.json --audit-exceptions
expect_said 'matched: known' 'unused: idle'

test_that "an annotation on the object does the same for manifests, unless that is switched off"
fresh_directory
pod "annotations: {kubescape.io/skip-controls: C-0057}" >pod.yaml
breakwater scan control C-0057 pod.yaml --format json
expect_json '.summaryDetails.controls["C-0057"].statusInfo.subStatus == "w/exceptions"'
breakwater scan control C-0057 pod.yaml --format json --no-honor-inline-exceptions
expect_json '.summaryDetails.controls["C-0057"].statusInfo.status == "failed"'

test_that "an exception about a control that does not exist is a warning, a misspelt field an error"
fresh_directory
pod >pod.yaml
echo '[{"name": "a", "posturePolicies": [{"controlID": "C-9999"}], "resources": []}]' >exceptions.json
breakwater scan control C-0057 pod.yaml --exceptions exceptions.json
expect_status 0
expect_said 'names controls that do not exist: C-9999' 'names no resource'
echo '[{"name": "a", "resource": []}]' >exceptions.json
breakwater scan control C-0057 pod.yaml --exceptions exceptions.json
expect_refusal 'exceptions.json' '\[0\]\.resource'

test_that "system exceptions hold by default"
fresh_directory
cat >proxy.yaml <<'YAML'
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: kube-proxy, namespace: kube-system}
spec: {template: {spec: {containers: [{name: p, image: p, securityContext: {privileged: true}}]}}}
YAML
breakwater scan control C-0057 proxy.yaml --format json
expect_json '.summaryDetails.controls["C-0057"].statusInfo.subStatus == "w/exceptions"'
breakwater scan control C-0057 proxy.yaml --format json --no-system-exceptions
expect_json '.summaryDetails.controls["C-0057"].statusInfo.status == "failed"'

test_that "thresholds end with 1, or with codes of their own when asked for"
fresh_directory
pod >pod.yaml
for gate in "--compliance-threshold 50" "-t 50" "--fail-threshold 99" "--severity-threshold high"; do
    # shellcheck disable=SC2086  # a flag and its value
    breakwater scan control C-0057 pod.yaml $gate
    expect_status 1
    # shellcheck disable=SC2086
    breakwater scan control C-0057 pod.yaml $gate --exit-codes distinct
    expect_status 4
    # shellcheck disable=SC2086
    breakwater scan control C-0057 pod.yaml $gate --view control
    expect_status 1
done
breakwater scan control C-0057 pod.yaml --severity-threshold critical --fail-threshold 100 --fail-coverage-below 100
expect_status 0
breakwater scan control C-0069,C-0057 pod.yaml --fail-on-degraded-config
expect_status 0
HOME=$PWD breakwater scan control C-0057 pod.yaml --use-default --fail-on-degraded-config --exit-codes distinct
expect_status 3
expect_said 'the cache'
breakwater scan control C-0057 pod.yaml --exit-codes distinct --compliance-threshold 200
expect_status 2
breakwater scan control C-0057 missing.yaml --exit-codes distinct
expect_status 2
printf 'a: [' >broken.yaml
breakwater scan control C-0057 . --exit-codes distinct
expect_status 3

test_that "an include list with a typo is an error"
fresh_directory
pod >pod.yaml
breakwater scan framework NSA pod.yaml --include-controls C-0057,C-57
expect_refusal 'C-57' '--include-controls'
breakwater scan framework NSA pod.yaml --skip-controls C-9999
expect_refusal 'C-9999'
breakwater scan framework NSA pod.yaml --include-controls C-0057 --format json
expect_json '.summaryDetails.controls | keys == ["C-0057"]'
breakwater scan framework NSA pod.yaml --exclude-controls C-0057 --format json
expect_json '.summaryDetails.controls | has("C-0057") | not'

test_that "limits of time are checked"
breakwater scan control C-0057 pod.yaml --scan-timeout 10s --control-timeout 10s
expect_failure 'smaller'
breakwater scan control C-0057 pod.yaml --scan-timeout 10m --control-timeout 1m
expect_status 0

test_that "rules of one's own are a framework of their own"
fresh_directory
pod >pod.yaml
mkdir rules
cat >rules/no-shop.rego <<'REGO'
package armo_builtins

import rego.v1

deny contains response if {
    some object in input
    object.metadata.namespace == "shop"
    response := {
        "alertMessage": "closed", "packagename": "armo_builtins", "reviewPaths": ["metadata.namespace"],
        "failedPaths": [], "fixPaths": [], "alertObject": {"k8sApiObjects": [object]},
    }
}
REGO
breakwater scan framework custom-rules pod.yaml --custom-rules rules --format json
expect_status 0
expect_json '.summaryDetails.controls["custom-no-shop"] | .statusInfo.status == "failed" and .severity == "Unknown"'

test_that "a baseline tells what is new and fails only on that"
fresh_directory
pod >pod.yaml
breakwater scan control C-0057,C-0017 pod.yaml --format json --output base.json
breakwater scan control C-0057,C-0017 pod.yaml --baseline base.json --baseline-fail-on-new
expect_status 0
expect_said '0 new, 0 resolved'
pod | sed 's/name: web/name: api/' >api.yaml
breakwater scan control C-0057,C-0017 . --baseline base.json --baseline-fail-on-new --exit-codes distinct
expect_status 4
breakwater scan control C-0057,C-0017 . --baseline base.json --baseline-severity-threshold critical
expect_status 0

test_that "diff says what is new and gone, and why"
breakwater scan control C-0057,C-0017 . --format json --output head.json
breakwater diff base.json head.json --granularity control --format json
expect_status 0
expect_json '.summary | .new == 2 and .resolved == 0 and .unchanged == 2' '[.new[].cause] | unique == ["object"]'
breakwater diff base.json head.json --fail-on-new
expect_status 1
breakwater diff head.json base.json --fail-on-new
expect_status 0
expect_output 'Resolved' 'Pod shop/api'
breakwater diff base.json head.json --format markdown
expect_output "^## Posture: what changed$" "Pod shop/api"
breakwater diff base.json pod.yaml
expect_refusal 'pod.yaml'

test_that "fix shows a difference, writes only when told to, and leaves comments alone"
fresh_directory
pod >pod.yaml
cp pod.yaml before.txt
breakwater scan control C-0057,C-0017 pod.yaml --format json --output report.json
breakwater fix report.json --dry-run
expect_status 0
expect_output '--- a/pod.yaml' '-        privileged: true' '\+      securityContext: \{readOnlyRootFilesystem: true\}'
cmp -s pod.yaml before.txt || problem "a dry run wrote to the file"
breakwater fix report.json
expect_status 0
expect_said 'Nothing was changed'
cmp -s pod.yaml before.txt || problem "it wrote without being told to"
breakwater fix report.json --yes
expect_status 0
expect_said 'Fixes 2 of 2'
grep -q '# A pod that is watched.' pod.yaml && grep -q '# the only one' pod.yaml || problem "comments are gone"
breakwater scan control C-0057,C-0017 pod.yaml --compliance-threshold 100
expect_status 0

test_that "fix refuses files that changed since the scan, and files outside of its folder"
echo '# changed' >>pod.yaml
sed -i 's/web:1.0/web:1.1/' pod.yaml
pod >pod.yaml
breakwater scan control C-0057 pod.yaml --format json --output report.json
sed -i 's/web:1.0/web:1.1/' pod.yaml
breakwater fix report.json --yes
expect_said 'has changed since the scan'
mkdir inner && cd inner || problem "no folder"
pod >../pod.yaml
breakwater fix ../report.json --yes
expect_said 'Left for you'
grep -q 'privileged: true' ../pod.yaml || problem "a file outside was changed"
cd ..
