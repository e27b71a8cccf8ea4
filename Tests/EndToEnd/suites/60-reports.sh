# shellcheck shell=bash disable=SC2154  # the variables are set by `run` and lib.sh

examples=$root/Examples

test_that "several formats come at once, each in a file of its own"
fresh_directory
breakwater scan framework NSA "$examples" --format json,sarif,html,gitlab-sast -o out
expect_status 0
expect_no_output
expect_files out.gitlab-sast.json out.html out.json out.sarif
for file in out.json out.sarif out.gitlab-sast.json; do jq empty "$file" 2>/dev/null || problem "$file is not JSON"; done

test_that "an ending of the name is that of its format only"
fresh_directory
breakwater scan framework NSA "$examples" -f json,html -o out.json
expect_status 0
expect_files out.html out.json

test_that "the terminal report comes with the files"
fresh_directory
breakwater scan framework NSA "$examples" -f json,pretty-printer -o out
expect_status 0
expect_output 'Posture of' 'Privileged container'
expect_files out.json

test_that "documents go to a file without being asked to"
fresh_directory
breakwater scan framework NSA "$examples" -f pdf
expect_status 0
expect_no_output
expect_files report.pdf
[[ $(head -c 8 report.pdf) == "%PDF-1.7" ]] || problem "report.pdf is no PDF"

test_that "every format is written, and without anything of a terminal in it"
for format in pretty-printer json yaml junit sarif csv prometheus gitlab-sast policyreport; do
    breakwater scan framework NSA "$examples" -f "$format"
    expect_status 0
    [[ -s $out ]] || problem "$format is empty"
    if grep -q $'\x1b' "$out"; then problem "$format holds escape sequences"; fi
done

test_that "an unknown format is refused with those that exist"
breakwater scan "$examples" -f nonsense
expect_refusal 'no format "nonsense"' 'sarif'

test_that "an empty place in the list of formats is refused"
breakwater scan "$examples" -f json,,html
expect_refusal 'empty name'

test_that "a report cannot go where there is no folder, which is said before the scan"
fresh_directory
breakwater scan "$examples" -f json -o missing/report.json
expect_refusal 'missing/report.json' 'No such file'
expect_files

test_that "a full disk is one sentence"
status=0
command_line="breakwater scan Examples -f json > /dev/full"
"$binary" scan "$examples" -f json >/dev/full 2>"$err" || status=$?
expect_status 1
expect_error 'standard output \(No space left on device\)'

test_that "the SARIF report points into files and offers fixes"
cd "$examples" || exit 1
breakwater scan framework NSA harbour -f sarif
cd "$work" || exit 1
expect_status 0
expect_json '.version == "2.1.0"' '.runs[0].results | length > 0' \
    '[.runs[0].results[].locations[0].physicalLocation.region.startLine] | all(. >= 1)' \
    '[.runs[0].results[] | select(.fixes)] | length > 0' \
    '[.runs[0].results[] | .ruleId as $id | .ruleIndex as $i | $id] | length > 0' \
    '. as $all | [.runs[0].results[] | $all.runs[0].tool.driver.rules[.ruleIndex].id == .ruleId] | all' \
    '[.runs[0].invocations[0].toolExecutionNotifications[].message.text] | any(contains("C-0069"))'

test_that "only severities that are asked for are shown, and scores stay those of the whole scan"
breakwater scan framework NSA "$examples" -f json
whole=$(jq .summaryDetails.complianceScore "$out")
breakwater scan framework NSA "$examples" -f junit --min-severity high
expect_status 0
expect_output 'C-0057' "complianceScore\" value=\"${whole%%.*}"
if grep -q 'C-0013' "$out"; then problem "C-0013 is of medium severity"; fi

test_that "a range of severities that is empty is refused"
breakwater scan "$examples" --min-severity high --max-severity low
expect_refusal 'between High and Low'

test_that "each view tells the same findings"
breakwater scan "$examples" --view resource
totals=$(grep -E '^[0-9]+ resources tested: [0-9]+ with failures' "$out") || problem "no totals"
for view in security resource control; do
    breakwater scan "$examples" --view "$view"
    expect_status 0
    expect_output 'Privileged container' 'Not evaluated' 'C-0069'
    grep -qxF -- "$totals" "$out" || problem "the $view view has other totals than '$totals'"
done

test_that "old pipelines get the report of 2022 when they ask for it"
breakwater scan framework NSA "$examples" -f json --format-version v1
expect_status 0
expect_json '.[0].name == "NSA"' '.[0].controlReports | length > 20' \
    '[.[0].controlReports[] | select(.controlID == "C-0057") | .failedResources] == [1]'
expect_error 'form of 2022'

test_that "a narrow terminal gets a line for each cell"
command_line="COLUMNS=40 breakwater scan Examples"
COLUMNS=40 "$binary" scan "$examples" >"$out" 2>"$err"
expect_output '^Severity: High' '^Name: Privileged container'

# Settings, lists and completion.

fresh_directory
export KS_CACHE_DIR=$work/files/settings

test_that "settings are kept for their owner alone, and secrets are masked"
breakwater config set accountID=12345678-1234-1234-1234-123456789abc
expect_status 0
breakwater config set accessKey a-long-secret-key
expect_status 0
breakwater config view
expect_output_is 'accountID: 12345678-1234-1234-1234-123456789abc
accessKey: ****-key'
[[ $(stat -c %a settings/config.json) == 600 ]] || problem "config.json may be read by others"
[[ $(stat -c %a settings) == 700 ]] || problem "the folder may be read by others"
breakwater config view -o json
expect_json '.accessKey == "****-key"'

test_that "an unknown setting is refused with those that exist"
breakwater config set colour=blue
expect_refusal 'no setting "colour"' 'accountID'

test_that "a value that cannot be is refused"
breakwater config set accountID=me
expect_refusal 'accountID is no UUID'

test_that "settings can be removed"
breakwater config delete
expect_status 0
breakwater config view
expect_no_output
breakwater config delete
expect_status 0

unset KS_CACHE_DIR

test_that "frameworks and controls are listed"
breakwater list frameworks
expect_status 0
expect_output '^NSA$'
breakwater list controls -f json
expect_json '[.[] | select(.id == "C-0057")][0].name == "Privileged container"' \
    '[.[] | select(.id == "C-0057")][0].frameworks | index("NSA") != null'
breakwater list controls -f csv
expect_output '^C-0057,Privileged container,'

test_that "shells complete its words"
for shell in bash zsh fish; do
    breakwater completion "$shell"
    expect_status 0
    expect_output 'breakwater'
done
breakwater completion bash
bash -n "$out" || problem "bash does not take the script"
