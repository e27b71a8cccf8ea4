# Sourced by the scripts of this repository: what the machine must have, and how long steps are run and reported.
# shellcheck shell=bash

# What a build needs beside Swift: git and a C++ library for SwiftPM and clang, headers of libyaml, RE2 and libarchive.
# shellcheck disable=SC2034  # read by the scripts that source this file
readonly build_packages=(git g++ pkg-config libyaml-dev libre2-dev libarchive-dev libsqlite3-dev zlib1g-dev)
# What tests talk to: a registry, a proxy, certificates and passwords made by others.
# shellcheck disable=SC2034
readonly test_packages=(jq openssl docker-registry apache2-utils tinyproxy-bin)
readonly oldest_swift=6.2

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
readonly root
readonly logs=$root/.build/logs

say() { printf '%s\n' "$*"; }

heading() { printf '\n== %s\n' "$*"; }

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# run_logged NAME COMMAND…: runs a long step with its output in a log, shows the log's last line while a person
# watches, and says how long it took. The status is the command's; what to show of a failure is the caller's choice.
run_logged() {
    local name=$1 log status=0 started=$SECONDS ticker=
    shift
    log=$(log_of "$name")
    mkdir -p "$logs"
    : >"$log"
    if [[ -t 1 ]]; then
        tick "$name" "$log" &
        ticker=$!
    fi
    "$@" >"$log" 2>&1 </dev/null || status=$?
    if [[ -n $ticker ]]; then
        kill "$ticker" 2>/dev/null || true
        wait "$ticker" 2>/dev/null || true
        printf '\r\033[K'
    fi
    if ((status == 0)); then
        say "$name: done in $((SECONDS - started)) s"
    else
        say "$name: failed after $((SECONDS - started)) s (whole log: $log)"
    fi
    return "$status"
}

log_of() { printf '%s/%s.log' "$logs" "${1//[^A-Za-z0-9]/-}"; }

# Ends by itself when the script does, so an interrupted step leaves nothing behind.
tick() {
    local line width
    width=$(tput cols 2>/dev/null || printf 80)
    while kill -0 "$$" 2>/dev/null; do
        line=$(tail -c 400 "$2" 2>/dev/null | tail -n 1)
        line="$1: $line"
        printf '\r\033[K%s' "${line:0:width - 1}"
        sleep 0.5
    done
}

# The compiler's errors if there are any, otherwise the end of the log.
show_build_failure() {
    local log
    log=$(log_of "$1")
    grep -E '(^|: )(fatal )?error: ' "$log" | sort -u | head -n 40 || tail -n 40 "$log"
}

# has_command PROGRAM NAME…: the program has this subcommand. For an unknown one it prints the help of the level above.
has_command() {
    local program=$1 help
    shift
    help=$("$program" "$@" --help 2>/dev/null </dev/null || true)
    grep -qE "^USAGE: breakwater $*( |$)" <<<"$help"
}

package_is_installed() {
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# need_packages NAME…: installs the Debian packages that are not there yet. Silent, and off the network, when all are.
need_packages() {
    local package missing=() as_root=()
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "This is not a Debian-like system. Please see to it yourself that these are there (Debian's names): $*"
        return
    fi
    for package in "$@"; do
        package_is_installed "$package" || missing+=("$package")
    done
    ((${#missing[@]})) || return 0

    if ((EUID != 0)); then
        command -v sudo >/dev/null || fail "These Debian packages are missing and only root can install them: ${missing[*]}
Ask an administrator to run: apt-get install -y --no-install-recommends ${missing[*]}"
        say "Installing needs root; sudo may ask for your password."
        sudo -v || fail "sudo refused. Have an administrator run: apt-get install -y --no-install-recommends ${missing[*]}"
        as_root=(sudo)
    fi
    say "Installing Debian packages: ${missing[*]}"
    if ! run_logged "package lists" "${as_root[@]}" apt-get update; then
        say "Going on with the package lists that are there."
    fi
    run_logged "package installation" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "${missing[@]}" || {
        tail -n 15 "$(log_of "package installation")"
        fail "The packages could not be installed. Is the network there? Then run: apt-get update && apt-get install ${missing[*]}"
    }
}

need_swift() {
    local found
    command -v swift >/dev/null || fail "Swift is not on the PATH. Install Swift $oldest_swift or newer from \
https://www.swift.org/install/linux/, open a new shell and run this again."
    found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    [[ -n $found ]] || fail "\`swift --version\` does not answer; run it by hand to see why."
    if [[ $(printf '%s\n' "$oldest_swift" "$found" | sort -V | head -n 1) != "$oldest_swift" ]]; then
        fail "Swift $found is too old: Breakwater needs $oldest_swift or newer. Get it from \
https://www.swift.org/install/linux/ and run this again."
    fi
    say "Swift $found"
}

# build_release: builds the product and leaves its path in `breakwater`.
build_release() {
    say "Building Breakwater (release). The first time takes some minutes, later ones seconds."
    run_logged "release build" swift build -c release --product breakwater || {
        show_build_failure "release build"
        fail "The release build failed."
    }
    breakwater=$(swift build -c release --show-bin-path)/breakwater
    [[ -x $breakwater ]] || fail "The build left no program at $breakwater."
}
