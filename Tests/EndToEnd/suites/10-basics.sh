# shellcheck shell=bash disable=SC2154  # the variables are set by `run` and lib.sh

test_that "version prints a number and nothing else on standard error"
breakwater version
expect_status 0
expect_output '[0-9]+\.[0-9]+\.[0-9]+'
[[ ! -s $err ]] || problem "standard error says: $(head -n 1 "$err")"

test_that "help names the commands"
breakwater --help
expect_status 0
expect_output 'scan' 'rego' 'version'

test_that "a command that does not exist is refused with a hint"
breakwater sacn
expect_failure
expect_error 'sacn'
