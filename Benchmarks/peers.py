#!/usr/bin/env python3
"""What others need for the same work, one job a process so that memory can be compared.

    peers.py json FILE            Python's own JSON reader
    peers.py orjson FILE          orjson, the fastest JSON reader for Python
    peers.py pyyaml FILE          PyYAML on libyaml: events and nodes, no Python objects
    peers.py regopy POLICY INPUT QUERY    rego-cpp

Exit status 3 when the package is not installed (`pip install orjson pyyaml regopy`).
"""

import importlib
import sys

NOT_INSTALLED = 3


def package(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        sys.exit(NOT_INSTALLED)


def read_json(path):
    with open(path, "rb") as file:
        importlib.import_module("json").loads(file.read())


def read_orjson(path):
    orjson = package("orjson")
    with open(path, "rb") as file:
        orjson.loads(file.read())


def read_yaml(path):
    yaml = package("yaml")
    if not hasattr(yaml, "CSafeLoader"):
        sys.exit(NOT_INSTALLED)
    with open(path, "rb") as file:
        for _ in yaml.compose_all(file, Loader=yaml.CSafeLoader):
            pass


def evaluate(policy, input_file, query):
    regopy = package("regopy")
    interpreter = regopy.Interpreter()
    with open(policy, encoding="utf-8") as file:
        interpreter.add_module(policy, file.read())
    with open(input_file, encoding="utf-8") as file:
        interpreter.set_input_term(file.read())
    answer = str(interpreter.query(query))
    if "error" in answer.lower():
        sys.exit(answer)
    print(answer)


JOBS = {"json": (read_json, 1), "orjson": (read_orjson, 1), "pyyaml": (read_yaml, 1), "regopy": (evaluate, 3)}


def main(arguments):
    job, wanted = JOBS.get(arguments[0] if arguments else "", (None, 0))
    if job is None or len(arguments) - 1 != wanted:
        sys.exit(__doc__)
    job(*arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
