# shellcheck shell=bash disable=SC2034,SC2154  # the variables are set by `run` and lib.sh
# Policies carried by file and by registry into a place without a network.

fresh_directory
export KS_CACHE_DIR=$work/cache

test_that "a bundle is made, checked and used by a scan"
breakwater bundle keygen team
expect_status 0
breakwater bundle create policies.tar --signing-key team.key --content-version 7
expect_status 0
breakwater bundle verify policies.tar --key team.pub
expect_status 0
expect_output '^Bundle +policies, version 7$' '^Signature +good$'
breakwater bundle import policies.tar --key team.pub
expect_status 0
breakwater scan framework nsa "$root/Examples" --use-default --format json
expect_status 0
expect_json '.summaryDetails.frameworks[0].name == "NSA"' \
    '[.scanCoverage.policySources[] | select(.component == "policies") | .origin | endswith("/bundle/policies")] == [true]'

test_that "the private key is for its owner alone"
[[ $(stat -c %a team.key) == 600 ]] || problem "its mode is $(stat -c %a team.key)"

test_that "a bundle that was changed is refused, and the one before stays"
cp policies.tar broken.tar
printf 'X' | dd of=broken.tar bs=1 seek=20000 conv=notrunc status=none
breakwater bundle import broken.tar
expect_refusal 'broken.tar'
[[ -d $KS_CACHE_DIR/bundle/policies ]] || problem "the imported bundle is gone"

test_that "a bundle with the signature of somebody else is refused"
breakwater bundle keygen other
breakwater bundle import policies.tar --key other.pub
expect_refusal 'policies.tar' 'other.pub'

test_that "what is no bundle is refused"
breakwater bundle verify team.pub
expect_refusal 'team.pub' 'tar'

test_that "a download has the checksum that was asked for"
breakwater download artifacts --from policies.tar --checksum "sha256:$(printf '%064d' 0)" -o artifacts
expect_refusal 'policies.tar' 'digest'
[[ ! -e artifacts ]] || problem "it left artifacts behind"
breakwater download artifacts --from policies.tar --checksum "sha256:$(sha256sum policies.tar | cut -d' ' -f1)" -o artifacts
expect_status 0
[[ -s artifacts/nsa.json && -s artifacts/controls-inputs.json ]] || problem "nsa.json or controls-inputs.json is missing"

test_that "a control is downloaded with its rules"
breakwater download control c-0013 -o .
expect_status 0
jq -e '.controlID == "C-0013" and (.rules[0].rule | startswith("package"))' c-0013.json >/dev/null || problem "c-0013.json has no rule inside"

if command -v docker-registry >/dev/null; then
    test_that "a bundle goes through a registry"
    cat >registry.yml <<TEXT
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: "127.0.0.1:38459"}
TEXT
    docker-registry serve registry.yml >/dev/null 2>&1 &
    registry=$!
    for _ in {1..100}; do
        if (exec 3<>/dev/tcp/127.0.0.1/38459) 2>/dev/null; then break; fi
        sleep 0.1
    done
    breakwater bundle push policies.tar oci://127.0.0.1:38459/team/policies:7
    expect_status 0
    breakwater bundle import oci://127.0.0.1:38459/team/policies:7 --key team.pub
    expect_status 0
    expect_output '^Bundle +policies, version 7$'
    breakwater bundle import oci://127.0.0.1:38459/team/policies:8
    expect_refusal 'team/policies:8'
    kill "$registry"
    wait "$registry" 2>/dev/null || true
else
    skip "bundles through a registry (docker-registry is not installed; scripts/test installs it)"
fi
unset KS_CACHE_DIR
