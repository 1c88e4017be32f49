"""The transparency log's formats, witness and verifier run where the application is not installed."""

import ast
import sys
from pathlib import Path

import mash_tlog

SOURCE = Path(mash_tlog.__file__).parent
MAY_BE_IMPORTED = {*sys.stdlib_module_names, "cryptography", "mash_tlog"}


def _imported(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def test_it_needs_the_standard_library_and_cryptography_alone():
    found = {(path.name, name) for path in SOURCE.rglob("*.py") for name in _imported(path)}
    assert found
    assert {each for each in found if each[1].split(".")[0] not in MAY_BE_IMPORTED} == set()
