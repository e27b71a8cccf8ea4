# Sourced by Tests/EndToEnd/run: the few words in which the suites are written.
# shellcheck shell=bash disable=SC2154  # binary, work, out and err are set by `run`

passed=0
failed=0
skipped=0
problems=()
title=
command_line=
status=0

# test_that TITLE: begins a test, which ends where the next one begins.
test_that() {
    conclude
    title=$1
    command_line=
    problems=()
}

conclude() {
    local problem
    [[ -n $title ]] || return 0
    if ((${#problems[@]} == 0)); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAIL %s\n' "$title"
        [[ -n $command_line ]] && printf '     $ %s\n' "$command_line"
        for problem in "${problems[@]}"; do printf '     %s\n' "$problem"; done
    fi
    title=
}

skip() {
    conclude
    skipped=$((skipped + 1))
    printf 'skip %s\n' "$*"
}

finish() {
    conclude
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    ((failed == 0)) || exit 1
}

problem() { problems+=("$*"); }

# breakwater ARGUMENT…: runs the program; standard output, standard error and status are kept for the expectations.
breakwater() {
    command_line="breakwater $*"
    status=0
    timeout 120 "$binary" "$@" >"$out" 2>"$err" </dev/null || status=$?
    ((status != 124)) || problem "still running after 120 s"
    if ((status >= 128)) || grep -qE 'Fatal error|Stack dump|Backtrace|Thread [0-9]+ .*crashed|Program crashed' "$err"; then
        problem "it crashed (status $status): $(head -n 3 "$err" | tr '\n' ' ')"
    fi
}

expect_status() {
    ((status == $1)) || problem "exit status $status instead of $1; stderr: $(head -n 2 "$err" | tr '\n' ' ')"
}

expect_output() {
    local pattern
    for pattern in "$@"; do
        grep -qE -- "$pattern" "$out" || problem "standard output has no line like /$pattern/: $(head -c 300 "$out" | tr '\n' ' ')"
    done
}

expect_output_is() {
    [[ $(<"$out") == "$1" ]] || problem "standard output is $(head -c 300 "$out") instead of $1"
}

expect_no_output() {
    [[ ! -s $out ]] || problem "standard output should be empty, but begins: $(head -n 1 "$out")"
}

expect_error() {
    local pattern
    for pattern in "$@"; do
        grep -qiE -- "$pattern" "$err" || problem "standard error does not say /$pattern/: $(head -n 3 "$err" | tr '\n' ' ')"
    done
}

# For commands that may answer on either stream, such as the errors of `rego eval` in JSON form.
expect_said() {
    local pattern
    for pattern in "$@"; do
        grep -qiE -- "$pattern" "$out" "$err" || problem "nowhere does it say /$pattern/: $(head -n 3 "$err" | tr '\n' ' ')"
    done
}

expect_failure() {
    ((status != 0)) || problem "exit status 0"
}

# expect_refusal PATTERN…: status 1, nothing on standard output, one line on standard error that matches every pattern.
expect_refusal() {
    expect_status 1
    expect_no_output
    local lines
    lines=$(grep -c . "$err" || true)
    [[ $lines == 1 ]] || problem "standard error has $lines lines instead of one sentence: $(head -n 4 "$err" | tr '\n' '|')"
    expect_error "$@"
}

# expect_files NAME…: the working directory holds exactly these (sorted), so nothing half-written was left behind.
expect_files() {
    local found
    found=$(find . -mindepth 1 -printf '%P\n' | sort | tr '\n' ' ')
    [[ ${found% } == "$*" ]] || problem "the directory holds '${found% }' instead of '$*'"
}

# expect_json FILTER…: standard output is one JSON document for which every jq filter is true.
expect_json() {
    local filter
    if ! command -v jq >/dev/null; then
        problem "jq is needed to read JSON; scripts/test installs it"
        return
    fi
    if ! jq empty "$out" 2>/dev/null; then
        problem "standard output is not JSON: $(head -c 200 "$out" | tr '\n' ' ')"
        return
    fi
    for filter in "$@"; do
        jq -e "$filter" "$out" >/dev/null 2>&1 || problem "in the JSON this does not hold: $filter"
    done
}

# fresh_directory: an empty working directory for a test that counts files.
fresh_directory() {
    cd "$work" || exit 1
    chmod -R u+rwx files
    rm -rf files
    mkdir files
    cd files || exit 1
}
