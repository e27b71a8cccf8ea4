# shellcheck shell=bash disable=SC2154  # the variables are set by `run` and lib.sh
# Clusters: an API server in a process of its own, whose kubeconfig is all that the scan is given.

local_cluster=$(dirname "$binary")/local-cluster
example=$here/../../Examples/harbour
cluster_process=

# start_cluster ARGUMENT…: serves until stop_cluster; $KUBECONFIG leads to it.
start_cluster() {
    stop_cluster
    export KUBECONFIG=$work/kubeconfig
    rm -f "$KUBECONFIG"
    "$local_cluster" --kubeconfig "$KUBECONFIG" "$@" 2>/dev/null &
    cluster_process=$!
    local tries=0
    until [[ -f $KUBECONFIG ]]; do
        ((tries++ < 300)) || {
            problem "local-cluster does not listen"
            return
        }
        read -rt 0.1 <> <(:) || true
    done
}

stop_cluster() {
    [[ -n $cluster_process ]] || return 0
    kill "$cluster_process" 2>/dev/null || true
    wait "$cluster_process" 2>/dev/null || true
    cluster_process=
}

test_that "without a path and without a kubeconfig it says what to do"
fresh_directory
(
    unset KUBECONFIG KUBERNETES_SERVICE_HOST
    export HOME=$work/files
    timeout 60 "$binary" scan >"$out" 2>"$err" </dev/null
) && status=0 || status=$?
expect_refusal 'no kubeconfig' 'give a path'

if [[ ! -x $local_cluster ]]; then
    skip "clusters (no local-cluster beside the program; swift build makes it)"
else
    test_that "a cluster is scanned when no path is given, and finds what a scan of its manifests finds"
    start_cluster --manifests "$example"
    fresh_directory
    breakwater scan framework NSA --format json
    expect_status 0
    expect_json '.clusterName == "local"' '.clusterAPIServerInfo.gitVersion == "v1.30.0+breakwater"' \
        '.metadata.scanMetadata.scanningTarget == 0' '.scanCoverage.failedGVRPulls == []' \
        '[.resources[].resourceID] | index("apps/v1/harbour/Deployment/web") != null'
    failures='[.summaryDetails.controls[] | select(.ResourceCounters.failedResources > 0)
        | {id: .controlID, failed: .ResourceCounters.failedResources}] | sort_by(.id)'
    of_cluster=$(jq -c "$failures" "$out")
    breakwater scan framework NSA "$example" --format json
    of_files=$(jq -c "$failures" "$out")
    [[ -n $of_files && $of_cluster == "$of_files" ]] || problem "cluster: $of_cluster, files: $of_files"

    test_that "a dry run says what would be read and reads nothing"
    breakwater scan --dry-run
    expect_status 0
    expect_output '^Cluster local at http://127.0.0.1:[0-9]+, v1\.30' '^/v1/pods +whole +yes$' \
        'cilium.*the cluster does not have it' 'kinds in [0-9]+ lists; 0 of the kinds may not be read'

    test_that "one workload is scanned with what is around it"
    breakwater scan workload deployment/web -n harbour --format json
    expect_status 0
    expect_json '[.resources[] | .object.kind | select(. == "Deployment")] == ["Deployment"]' \
        '[.resources[] | .object.kind] | index("DaemonSet") == null'

    test_that "namespaces are chosen, and what belongs to none stays"
    breakwater scan --include-namespaces harbour-tools --format json
    expect_status 0
    expect_json '[.resources[].object.metadata.namespace // empty] | unique == ["harbour-tools"]' \
        '[.resources[].resourceID | contains("//ClusterRole")] | any'
    breakwater scan -e harbour-tools --format json
    expect_json '[.resources[].object.metadata.namespace // empty] | index("harbour-tools") == null'

    test_that "slips of the hand are errors and never green scans"
    breakwater scan --include-namespaces harbour,habour
    expect_refusal 'no namespace "habour"' 'harbour-tools'
    breakwater scan --include-kinds Pod,Deploymnt
    expect_refusal 'no kind "Deploymnt"'
    breakwater scan --label-selector 'app=web=x'
    expect_refusal 'label selector'
    breakwater scan --kube-context nowhere
    expect_refusal 'no context "nowhere"' 'local'
    breakwater scan --kubeconfig "$work/none"
    expect_refusal 'No such file'
    breakwater scan workload deployment/wep -n harbour
    expect_refusal 'no Deployment/wep'
    breakwater scan control C-9999
    expect_refusal 'C-9999'
    breakwater scan --dry-run "$example"
    expect_refusal 'clusters'

    test_that "a kind that may not be read makes its controls not evaluated and names them"
    start_cluster --manifests "$example" --forbid roles --forbid clusterroles
    breakwater scan framework NSA --format json
    expect_status 0
    expect_json '[.scanCoverage.failedGVRPulls[].gvr] | sort == ["rbac.authorization.k8s.io/v1/clusterroles",
        "rbac.authorization.k8s.io/v1/roles"]' '.scanCoverage.controls["C-0035"].state == "not evaluated"' \
        '.summaryDetails.controls["C-0035"].statusInfo.status == "skipped"'
    breakwater scan --dry-run
    expect_output '/clusterroles +whole +no$' '2 of the kinds may not be read'

    test_that "a cluster of 2020 is scanned too"
    start_cluster --manifests "$example" --minor 20
    breakwater scan framework NSA --format json
    expect_status 0
    expect_json '.clusterAPIServerInfo.gitVersion == "v1.20.0+breakwater"'

    test_that "a server that dies in the middle of a list gives one sentence and no report"
    fresh_directory
    start_cluster --pods 20000 --die-at 12
    breakwater scan --format json --output report.json
    expect_refusal 'stopped answering in the middle of the scan'
    expect_files

    test_that "a refused connection is one sentence"
    stop_cluster
    breakwater scan
    expect_refusal 'the connection was refused'

    test_that "a login page is told from an API server"
    start_cluster --web-page 200
    breakwater scan
    expect_refusal 'no Kubernetes API server' 'web page'

    test_that "a wrong token is said so"
    start_cluster --token right
    sed -i 's/token: right/token: wrong/' "$KUBECONFIG"
    breakwater scan
    expect_refusal 'does not accept the token' '401'

    stop_cluster
    unset KUBECONFIG
fi
