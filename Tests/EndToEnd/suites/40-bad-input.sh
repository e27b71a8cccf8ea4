# shellcheck shell=bash disable=SC2154  # the variables are set by `run` and lib.sh
# Whatever is wrong with the input: one clear sentence on standard error, status 1, no file left behind.

good_pod='{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "good"}, "spec": {"hostNetwork": true,
    "containers": [{"name": "a", "image": "a:1"}]}}'

test_that "a path that is not there is named"
breakwater scan no/such/place
expect_refusal 'no/such/place'

if ((EUID == 0)); then
    skip "an unreadable file is named (root reads everything; run as an ordinary user to test it)"
else
    test_that "an unreadable file is named"
    fresh_directory
    printf '%s' "$good_pod" >closed.json
    chmod 000 closed.json
    breakwater scan closed.json
    expect_refusal 'closed\.json'
fi

test_that "an empty directory is an error, not a perfect score"
fresh_directory
mkdir empty
breakwater scan empty
expect_refusal 'empty'

test_that "a directory without manifests says what was looked for"
fresh_directory
mkdir prose
echo "No manifests here." >prose/readme.txt
breakwater scan prose
expect_refusal 'prose' 'ya?ml|json'

test_that "files that hold no Kubernetes objects are an error too"
fresh_directory
mkdir settings
printf 'colour: blue\n' >settings/colours.yaml
breakwater scan settings
expect_refusal 'settings'

test_that "an unknown framework is refused with the names that exist"
fresh_directory
breakwater scan framework NASA "$root/Examples" --format json --output report.json
expect_refusal 'NASA' 'NSA'
expect_files

test_that "an unknown output format is refused with the names that exist"
breakwater scan "$root/Examples" --format telegram
expect_failure
expect_no_output
expect_error 'telegram' 'json'

test_that "a report that cannot be written is an error that names the file"
breakwater scan "$root/Examples" --format json --output no/such/directory/report.json
expect_status 1
expect_error 'no/such/directory'

test_that "broken YAML among good files: the good ones are scanned, the broken one is named with its place"
fresh_directory
mkdir mixed
printf '%s' "$good_pod" >mixed/good.json
printf 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: [unclosed\nspec: {}\n' >mixed/broken.yaml
breakwater scan mixed
expect_status 1
expect_output 'good' 'HostNetwork access'
expect_error 'broken\.yaml[^0-9]+[0-9]+[^0-9]+[0-9]+'

test_that "a single broken file is named with its place"
breakwater scan mixed/broken.yaml
expect_status 1
expect_error 'broken\.yaml[^0-9]+[0-9]+[^0-9]+[0-9]+'

test_that "a truncated JSON file is named with its place"
fresh_directory
printf '{"apiVersion": "v1",\n  "kind": "Pod", "metadata": {' >cut.json
breakwater scan cut.json
expect_status 1
expect_error 'cut\.json[^0-9]+[0-9]+[^0-9]+[0-9]+'

test_that "a binary file with a manifest's name is an error, not a crash"
fresh_directory
head -c 4096 "$binary" >program.yaml
breakwater scan program.yaml
expect_status 1
expect_error 'program\.yaml'

test_that "nesting 10,000 deep crosses a budget that is named"
fresh_directory
{
    printf '[%.0s' {1..10000}
    printf ']%.0s' {1..10000}
} >deep.json
breakwater scan deep.json
expect_status 1
expect_error 'deep\.json' 'dep|nest'

test_that "a billion laughs cross a budget that is named"
fresh_directory
{
    echo 'a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]'
    for level in {1..9}; do
        below=$((level - 1))
        echo "a$level: &a$level [*a$below, *a$below, *a$below, *a$below, *a$below, *a$below, *a$below, *a$below, *a$below]"
    done
} >laughs.yaml
breakwater scan laughs.yaml
expect_status 1
expect_error 'laughs\.yaml' 'alias'

test_that "a file over the size budget names the budget and how to raise it"
fresh_directory
printf '%s' "$good_pod" >large.json
export KUBESCAPE_MAX_FILE_SIZE=100
breakwater scan large.json
unset KUBESCAPE_MAX_FILE_SIZE
expect_status 1
expect_error 'large\.json' 'KUBESCAPE_MAX_FILE_SIZE|100'

test_that "a folder of policies without policies is an error"
fresh_directory
mkdir nothing
breakwater scan framework NSA "$root/Examples" --use-artifacts-from nothing
expect_refusal 'nothing'

test_that "a policy that does not compile is named with its place, and nothing is written"
fresh_directory
mkdir library
cat >library/nsa.json <<'JSON'
{"name": "NSA", "description": "One broken control.", "controls": [{
  "controlID": "C-0041", "name": "HostNetwork access", "description": "d", "remediation": "r", "baseScore": 7,
  "rules": [{
    "name": "host-network-access", "ruleLanguage": "Rego",
    "match": [{"apiGroups": [""], "apiVersions": ["v1"], "resources": ["Pod"]}],
    "rule": "package armo_builtins\n\ndeny contains unknown_variable if {\n\tnot input[other]\n}\n"
  }]
}]}
JSON
breakwater scan framework NSA "$root/Examples" --use-artifacts-from library --format json --output report.json
expect_status 1
expect_error 'host-network-access' '3:|4:|line'
[[ ! -e report.json ]] || problem "report.json was written"
