#!/usr/bin/env python3
"""Writes made-up Kubernetes objects for the benchmarks. The same arguments give the same bytes on every machine.

70 % Deployments and 30 % Pods with 1 to 3 containers and mixed security settings, about 2.5 kB of JSON each, spread
over 40 namespaces; 20 NetworkPolicies, 120 ServiceAccounts and 90 ConfigMaps beside them.

    generate_workloads.py --workloads 1000 --json-array objects.json
    generate_workloads.py --workloads 1000 --yaml-directory objects/
    generate_workloads.py --list-megabytes 50 --json-list list.json --yaml-list list.yaml
"""

import argparse
import json
import os
import random
import re
import sys

NAMESPACES = [f"{team}-{stage}" for team in
              ("billing", "search", "catalogue", "mail", "identity", "media", "ledger", "support", "fleet", "maps")
              for stage in ("dev", "test", "stage", "prod")]
NETWORK_POLICIES, SERVICE_ACCOUNTS, CONFIG_MAPS = 20, 120, 90
APPS = ["gateway", "worker", "indexer", "frontend", "scheduler", "importer", "exporter", "cache", "queue", "reporter"]
REGISTRIES = ["registry.example.com/platform", "mirror.example.org/public", "docker.io/library"]
WORDS = ["amber", "basin", "cedar", "delta", "ember", "fjord", "grove", "heron", "islet", "juniper", "kelp", "lagoon"]


class Generator:
    """Draws objects one after the other from a seeded source of chance."""

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def maybe(self, probability):
        return self.chance.random() < probability

    def pick(self, choices):
        # Not random.choice: its draws have changed between Python versions, those of random() have not.
        return choices[int(self.chance.random() * len(choices))]

    def number(self, low, high):
        return low + int(self.chance.random() * (high - low + 1))

    def digest(self):
        return "".join(f"{int(self.chance.random() * 16):x}" for _ in range(40))

    def workload(self, index):
        namespace = self.pick(NAMESPACES)
        app = self.pick(APPS)
        name = f"{app}-{self.pick(WORDS)}-{index}"
        labels = {
            "app.kubernetes.io/name": app,
            "app.kubernetes.io/instance": name,
            "app.kubernetes.io/version": f"{self.number(0, 9)}.{self.number(0, 30)}.{self.number(0, 9)}",
            "app.kubernetes.io/managed-by": self.pick(["helm", "kustomize", "hand"]),
            "example.com/team": namespace.split("-")[0],
        }
        metadata = {
            "name": name,
            "namespace": namespace,
            "labels": labels,
            "annotations": {
                "example.com/checksum": self.digest(),
                "example.com/contact": f"{namespace.split('-')[0]}@example.com",
                "example.com/runbook": f"https://runbooks.example.com/{namespace}/{name}",
            },
        }
        spec = self.pod_spec(app, namespace)
        if self.maybe(0.7):
            return {
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata,
                "spec": {
                    "replicas": self.number(1, 6),
                    "revisionHistoryLimit": 5,
                    "selector": {"matchLabels": {"app.kubernetes.io/instance": name}},
                    "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}},
                    "template": {"metadata": {"labels": dict(labels)}, "spec": spec},
                },
            }
        return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}

    def pod_spec(self, app, namespace):
        spec = {
            "serviceAccountName": self.account_in(namespace) if self.maybe(0.8) else "default",
            "terminationGracePeriodSeconds": self.number(10, 90),
            "containers": [self.container(app, position) for position in range(self.number(1, 3))],
            "volumes": [{"name": "scratch", "emptyDir": {"sizeLimit": f"{self.number(1, 8) * 64}Mi"}},
                        {"name": "settings", "configMap": {"name": f"settings-{self.number(0, CONFIG_MAPS - 1)}"}}],
        }
        if self.maybe(0.5):
            spec["automountServiceAccountToken"] = self.maybe(0.3)
        if self.maybe(0.6):
            security = {}
            if self.maybe(0.7):
                security["runAsNonRoot"] = self.maybe(0.8)
            if self.maybe(0.5):
                security["runAsUser"] = self.pick([0, 1000, 10001, 65534])
            if self.maybe(0.3):
                security["runAsGroup"] = self.pick([0, 1000, 10001])
            if self.maybe(0.4):
                security["seccompProfile"] = {"type": "RuntimeDefault"}
            if security:
                spec["securityContext"] = security
        if self.maybe(0.02):
            spec["hostNetwork"] = True
        if self.maybe(0.02):
            spec["hostPID"] = True
        if self.maybe(0.01):
            spec["hostIPC"] = True
        if self.maybe(0.1):
            spec["volumes"].append({"name": "host", "hostPath": {"path": self.pick(["/var/log", "/etc", "/run"])}})
        if self.maybe(0.3):
            spec["nodeSelector"] = {"kubernetes.io/os": "linux", "example.com/pool": namespace.split("-")[1]}
        return spec

    def account_in(self, namespace):
        """Mostly one of the namespace's own service accounts, now and then one that does not exist."""
        per_namespace = SERVICE_ACCOUNTS // len(NAMESPACES)
        step = self.number(0, per_namespace) if self.maybe(0.3) else self.number(0, per_namespace - 1)
        return f"account-{NAMESPACES.index(namespace) + step * len(NAMESPACES)}"

    def container(self, app, position):
        image = f"{self.pick(REGISTRIES)}/{app}-{self.pick(WORDS)}"
        port = self.number(8000, 9000)
        container = {
            "name": app if position == 0 else f"{self.pick(WORDS)}-{position}",
            "image": f"{image}@sha256:{self.digest()}{self.digest()[:24]}" if self.maybe(0.2)
                     else f"{image}:{self.pick(['latest', '1.0', '2.3.1', 'v4.12', '2024-11-05'])}",
            "imagePullPolicy": self.pick(["Always", "IfNotPresent"]),
            "args": [f"--listen=:{port}", f"--workers={self.number(1, 16)}", f"--log-level={self.pick(['info', 'debug'])}"],
            "env": [{"name": "REGION", "value": self.pick(["north", "south", "west"])},
                    {"name": "CONFIG_FILE", "value": "/etc/settings/config.yaml"},
                    {"name": "POD_IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}],
            "ports": [{"name": "http", "containerPort": port, "protocol": "TCP"}],
            "volumeMounts": [{"name": "scratch", "mountPath": "/tmp"},
                             {"name": "settings", "mountPath": "/etc/settings", "readOnly": True}],
            "livenessProbe": {"httpGet": {"path": "/alive", "port": "http"}, "periodSeconds": self.number(5, 30)},
        }
        if self.maybe(0.15):
            container["env"].append({"name": self.pick(["DB_PASSWORD", "API_TOKEN", "AWS_SECRET_ACCESS_KEY"]),
                                     "value": self.digest()[:20]})
        if self.maybe(0.3):
            container["env"].append({"name": "DB_PASSWORD", "valueFrom": {
                "secretKeyRef": {"name": "database", "key": "password"}}})
        if self.maybe(0.1):
            container["ports"][0]["hostPort"] = port
        resources = {}
        if self.maybe(0.7):
            resources["requests"] = {"cpu": f"{self.number(1, 20) * 25}m", "memory": f"{self.number(1, 16) * 32}Mi"}
        if self.maybe(0.6):
            resources["limits"] = {"memory": f"{self.number(4, 32) * 64}Mi"}
            if self.maybe(0.7):
                resources["limits"]["cpu"] = f"{self.number(1, 8) * 250}m"
        if resources:
            container["resources"] = resources
        if self.maybe(0.65):
            container["securityContext"] = self.security_context()
        return container

    def security_context(self):
        security = {}
        if self.maybe(0.05):
            security["privileged"] = True
        if self.maybe(0.5):
            security["allowPrivilegeEscalation"] = self.maybe(0.15)
        if self.maybe(0.5):
            security["readOnlyRootFilesystem"] = self.maybe(0.8)
        if self.maybe(0.3):
            security["runAsNonRoot"] = True
        if self.maybe(0.2):
            security["runAsUser"] = self.pick([0, 1000, 10001])
        if self.maybe(0.4):
            security["capabilities"] = {"drop": ["ALL"]}
            if self.maybe(0.3):
                security["capabilities"]["add"] = [self.pick(["NET_BIND_SERVICE", "NET_ADMIN", "SYS_PTRACE", "CHOWN"])]
        return security

    def network_policy(self, index):
        selector = {} if index % 4 == 0 else {"matchLabels": {"app.kubernetes.io/name": self.pick(APPS)}}
        return {
            "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
            "metadata": {"name": f"policy-{index}", "namespace": NAMESPACES[index * 2 % len(NAMESPACES)]},
            "spec": {
                "podSelector": selector, "policyTypes": ["Ingress", "Egress"],
                "ingress": [{"from": [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": self.pick(APPS)}}}]}],
                "egress": [{"to": [{"ipBlock": {"cidr": f"10.{index}.0.0/16"}}]}],
            },
        }

    def service_account(self, index):
        account = {"apiVersion": "v1", "kind": "ServiceAccount",
                   "metadata": {"name": f"account-{index}", "namespace": NAMESPACES[index % len(NAMESPACES)]}}
        if self.maybe(0.5):
            account["automountServiceAccountToken"] = self.maybe(0.4)
        return account

    def config_map(self, index):
        data = {"config.yaml": "".join(f"{word}: {self.number(1, 999)}\n" for word in WORDS[:self.number(3, 12)])}
        if self.maybe(0.2):
            data["db_password"] = self.digest()[:16]
        return {"apiVersion": "v1", "kind": "ConfigMap",
                "metadata": {"name": f"settings-{index}", "namespace": NAMESPACES[index % len(NAMESPACES)]},
                "data": data}

    def surroundings(self):
        yield from (self.network_policy(index) for index in range(NETWORK_POLICIES))
        yield from (self.service_account(index) for index in range(SERVICE_ACCOUNTS))
        yield from (self.config_map(index) for index in range(CONFIG_MAPS))


def objects_of_count(seed, workloads):
    generator = Generator(seed)
    return [generator.workload(index) for index in range(workloads)] + list(generator.surroundings())


def objects_of_size(seed, target_bytes):
    """As many workloads as fill a compact JSON text of about `target_bytes`."""
    generator = Generator(seed)
    objects = list(generator.surroundings())
    size = sum(len(compact(item)) + 1 for item in objects)
    while size < target_bytes:
        item = generator.workload(len(objects))
        size += len(compact(item)) + 1
        objects.append(item)
    return objects


def compact(value):
    return json.dumps(value, separators=(",", ":"))


# YAML as people write it: block style, quotes only where plain text would read as something else. Written here so that
# the benchmarks need nothing beside Python itself.
PLAIN = re.compile(r"(?:[A-Za-z/]|--)[A-Za-z0-9_./@:=-]*[A-Za-z0-9_./@-]|[A-Za-z]")
NOT_STRINGS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))


def scalar(value):
    if value is True:
        return "true"
    if value is False:
        return "false"
    if value is None:
        return "null"
    if isinstance(value, (int, float)):
        return repr(value)
    if PLAIN.fullmatch(value) and value.lower() not in NOT_STRINGS:
        return value
    return json.dumps(value)


def yaml_lines(value, indent, lines):
    """Appends `value`, a mapping or sequence that is not empty, in block style."""
    pad = " " * indent
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, (dict, list)) and item:
                lines.append(f"{pad}{scalar(key)}:")
                yaml_lines(item, indent + 2, lines)
            else:
                lines.append(f"{pad}{scalar(key)}: {empty_or_scalar(item)}")
        return
    for item in value:
        if isinstance(item, (dict, list)) and item:
            first = len(lines)
            yaml_lines(item, indent + 2, lines)
            lines[first] = f"{pad}- {lines[first][indent + 2:]}"
        else:
            lines.append(f"{pad}- {empty_or_scalar(item)}")


def empty_or_scalar(value):
    return "{}" if value == {} else "[]" if value == [] else scalar(value)


def yaml_text(value):
    lines = []
    yaml_lines(value, 0, lines)
    return "\n".join(lines) + "\n"


def write(path, chunks):
    """Through a temporary name, so that an interrupted run leaves no half file to be taken for a whole one."""
    partial = path + ".partial"
    with open(partial, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(chunks)
    os.replace(partial, path)


def write_json_array(path, objects):
    write(path, joined("[", objects, "]\n"))


def write_json_list(path, objects):
    write(path, joined('{"apiVersion":"v1","kind":"List","items":[', objects, "]}\n"))


def write_json_lines(path, objects):
    write(path, (compact(item) + "\n" for item in objects))


def joined(opening, objects, closing):
    yield opening
    for index, item in enumerate(objects):
        yield (",\n" if index else "\n") + compact(item)
    yield "\n" + closing


def write_yaml_list(path, objects):
    def chunks():
        yield "apiVersion: v1\nkind: List\nitems:\n"
        for item in objects:
            lines = []
            yaml_lines([item], 2, lines)
            yield "\n".join(lines) + "\n"
    write(path, chunks())


def write_yaml_directory(path, objects):
    """One directory a namespace, one file an object."""
    for item in objects:
        metadata = item["metadata"]
        directory = os.path.join(path, metadata["namespace"])
        os.makedirs(directory, exist_ok=True)
        write(os.path.join(directory, f"{item['kind'].lower()}-{metadata['name']}.yaml"), [yaml_text(item)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--workloads", type=int, metavar="N", help="how many Deployments and Pods")
    size.add_argument("--list-megabytes", type=float, metavar="M", help="as many as make M million bytes of JSON")
    parser.add_argument("--seed", type=int, default=20220801)
    parser.add_argument("--json-array", metavar="FILE")
    parser.add_argument("--json-lines", metavar="FILE", help="one object a line")
    parser.add_argument("--json-list", metavar="FILE", help="one object of kind List")
    parser.add_argument("--yaml-list", metavar="FILE", help="the same in YAML")
    parser.add_argument("--yaml-directory", metavar="DIR", help="one YAML file an object")
    options = parser.parse_args()

    writers = [(options.json_array, write_json_array), (options.json_lines, write_json_lines),
               (options.json_list, write_json_list),
               (options.yaml_list, write_yaml_list), (options.yaml_directory, write_yaml_directory)]
    if not any(path for path, _ in writers):
        parser.error("nothing to write: give --json-array, --json-lines, --json-list, --yaml-list or --yaml-directory")
    if options.workloads is not None:
        objects = objects_of_count(options.seed, options.workloads)
    else:
        objects = objects_of_size(options.seed, options.list_megabytes * 1e6)
    for path, writer in writers:
        if path:
            writer(path, objects)
    return 0


if __name__ == "__main__":
    sys.exit(main())
