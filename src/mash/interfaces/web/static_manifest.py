"""Vendored static files: what is shipped, under which licence, and whether it is still what was shipped.

`MANIFEST.json` in `static/vendor` lists each file with package, version, licence (SPDX) and SHA-256.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

VENDOR = Path(__file__).parent / "static" / "vendor"
MANIFEST = "MANIFEST.json"


class HashedStaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise is untyped
    """Hashed, compressed names for production, also inside `import ... from "./x.js";` of our modules."""

    support_js_module_import_aggregation = True


def digest(path: Path) -> str:
    """SHA-256 of a file, as 64 hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read(root: Path = VENDOR) -> dict[str, Any]:
    """The manifest: `{"packages": {name: {...}}, "files": {relative path: {"package", "sha256"}}}`."""
    manifest: dict[str, Any] = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def problems(root: Path = VENDOR) -> list[str]:
    """Sentences on what differs between the tree and its manifest; empty when all is as shipped."""
    if not (root / MANIFEST).is_file():
        return [f"{root}: no {MANIFEST}."]
    listed = read(root)["files"]
    found = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} - {MANIFEST}
    said = [f"{name}: listed but missing." for name in sorted(set(listed) - found)]
    said += [f"{name}: present but not listed." for name in sorted(found - set(listed))]
    said += [
        f"{name}: changed since it was vendored."
        for name in sorted(found & set(listed))
        if digest(root / name) != listed[name]["sha256"]
    ]
    return said
