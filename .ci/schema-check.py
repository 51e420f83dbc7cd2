#!/usr/bin/env python3
"""Holds plans against the schema that `forewarn schema` prints, as an editor would.

    schema-check.py FOREWARN PLAN…

Reads YAML as version 1.2 does: `yes`, `no`, `on` and `off` are words. Fails on the first plan that
does not fit; the plan that `forewarn init` writes is one of them. Needs the Debian packages
python3-jsonschema and python3-yaml, nothing else.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema
import yaml


class Core(yaml.SafeLoader):
    """The core schema of YAML 1.2 (section 10.3)."""


Core.yaml_implicit_resolvers = {}
PLAIN = [
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("merge", "<<", "<"),
]
for kind, pattern, first in PLAIN:
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{kind}", re.compile(f"^(?:{pattern})$"), list(first))


def main():
    forewarn, *plans = sys.argv[1:]
    schema = json.loads(subprocess.run([forewarn, "schema"], check=True, capture_output=True).stdout)
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([pathlib.Path(forewarn).resolve(), "init"], cwd=folder, check=True, capture_output=True)
        for path in [*map(pathlib.Path, plans), pathlib.Path(folder, "plan.yaml")]:
            plan = yaml.load(path.read_text(encoding="utf-8"), Core)
            fault = jsonschema.exceptions.best_match(validator.iter_errors(plan))
            if fault:
                sys.exit(f"{path}: {fault.json_path}: {fault.message}")
            print(f"{path.name} fits the schema")


main()
