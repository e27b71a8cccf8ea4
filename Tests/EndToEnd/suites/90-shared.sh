# shellcheck shell=bash disable=SC2154  # the variables are set by `run` and lib.sh
# Runs on reference material that is not part of this repository.

if [[ -z $shared ]]; then
    skip "Rego probes, sample scans, published policy cases (give the folder that holds them with --shared DIR)"
else
    probes=$shared/rego/probes.jsonl
    if [[ -f $probes ]]; then
        test_that "every Rego probe gives the wanted answer"
        breakwater rego cases "$probes"
        expect_status 0
        grep -E '^FAIL' "$out" | head -n 10 >"$work/failures" || true
        while IFS= read -r line; do problem "$line"; done <"$work/failures"
    else
        skip "Rego probes: no $probes"
    fi

    for sample in "$shared"/samples/*/; do
        [[ -d $sample ]] || continue
        test_that "the sample $(basename "$sample") is scanned whole"
        breakwater scan framework NSA "$sample" --format json
        expect_status 0
        expect_json '.results | length > 0' '.summaryDetails.controls | length >= 20' \
            '[.summaryDetails.controls[] | select(.statusInfo.status == "failed")] | length > 0'
    done

    if [[ ! -d $shared/posture/cases ]]; then
        skip "published policy cases: no $shared/posture/cases"
    elif ! has_command "$binary" policies verify; then
        skip "published policy cases: this program has no 'policies verify'"
    else
        test_that "the policies give the published answer to every published case"
        breakwater policies verify "$shared/posture/cases"
        expect_status 0
        if ((status != 0)); then
            while IFS= read -r line; do problem "$line"; done < <(grep -vE '^(PASS|ok)' "$out" | head -n 10)
        fi
    fi
fi
