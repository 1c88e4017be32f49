"""Make or check `src/mash/interfaces/web/static/vendor` from the npm packages named below.

    python scripts/vendor_assets.py           fetch, strip, write the tree and its manifest (needs npm)
    python scripts/vendor_assets.py --check   compare the tree with its manifest (needs nothing)

The GDS Transport typeface, the royal crest, the crown and the GOV.UK and ministry logos are reserved to
central government services, so they do not come along. Source maps do not either.
"""

# ruff: noqa: INP001 - a script, not a package

import argparse
import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mash.interfaces.web import static_manifest

RESERVED = re.compile(r"crest|crown|logotype|opengraph|favicon|govuk-icon|apple-touch-icon", re.IGNORECASE)
MIT = Path(__file__).with_name("licences") / "mit.txt"


@dataclass(frozen=True)
class Package:
    """One npm package: `wanted` maps a file or folder in it to its place under `folder`."""

    name: str
    range: str
    licence: str
    copyright: str
    folder: str
    wanted: dict[str, str]


PACKAGES = (
    Package(
        "govuk-frontend",
        "6.6",
        "MIT",
        "Copyright (C) 2017 Crown Copyright (Government Digital Service)",
        "govuk",
        {
            "dist/govuk/govuk-frontend.min.css": "govuk-frontend.min.css",
            "dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
        },
    ),
    Package(
        "@ministryofjustice/frontend",
        "11",
        "MIT",
        # Its repository has named both over the years.
        "Copyright (c) 2019 Ministry of Justice\nCopyright (c) 2021 dxw",
        "moj",
        {
            "moj/moj-frontend.min.css": "moj-frontend.min.css",
            "moj/moj-frontend.min.js": "moj-frontend.min.js",
            "moj/assets/images/": "assets/images/",
        },
    ),
    Package("htmx.org", "2", "0BSD", "", "htmx", {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"}),
)


def fetch(package: Package, into: Path) -> tuple[Path, str, str]:
    """Pack one package; returns (archive, version, integrity) once its bytes match npm's SHA-512."""
    wanted = f"{package.name}@{package.range}"
    answer = subprocess.run(
        ["npm", "pack", wanted, "--json", "--silent"], cwd=into, check=True, capture_output=True, text=True
    )
    said = json.loads(answer.stdout)[0]
    # npm's own view of the registry's record, not only of the file that it has just written.
    recorded = subprocess.run(
        ["npm", "view", f"{package.name}@{said['version']}", "dist.integrity", "--silent"],
        cwd=into,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    archive = into / said["filename"]
    computed = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if computed != recorded:
        raise SystemExit(f"{wanted}: the archive's digest {computed} is not npm's {recorded}.")
    return archive, said["version"], recorded


def clean(name: str, content: bytes) -> bytes:
    """Strip reserved type, crest and source maps; make addresses relative, so that names can be hashed."""
    if name.endswith(".css"):
        text = content.decode()
        text = re.sub(r"@font-face\s*\{[^}]*\}", "", text)
        text = text.replace("GDS Transport,arial,sans-serif", "arial,helvetica,sans-serif")
        text = re.sub(r"[a-z-]+:url\(/assets/images/govuk-crest\.svg\);?", "", text)
        text = re.sub(r"/\*#.*?\*/", "", text, flags=re.DOTALL)
        text = text.replace("url(/assets/", "url(assets/")
        if left := re.findall(r"url\(/[^)]*\)|GDS Transport", text) + RESERVED.findall(
            "".join(re.findall(r"url\([^)]*\)", text))
        ):
            raise SystemExit(f"{name}: something reserved or absolute is left: {left[:3]}.")
        return text.encode()
    if name.endswith(".js"):
        return re.sub(rb"\n?//# sourceMappingURL=\S*", b"", content)
    return content


def unpack(package: Package, archive: Path, root: Path) -> list[str]:
    """Write the wanted files below `root`; returns their paths relative to it."""
    written: list[str] = []
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            inside = member.name.removeprefix("package/")
            source = next(
                (s for s in package.wanted if inside == s or (s.endswith("/") and inside.startswith(s))), None
            )
            stream = tar.extractfile(member) if member.isfile() and source else None
            if source is None or stream is None or RESERVED.search(inside):
                continue
            relative = f"{package.folder}/{package.wanted[source]}{inside.removeprefix(source)}"
            target = root / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(clean(inside, stream.read()))
            written.append(relative)
    if not (root / package.folder / "LICENSE").exists():
        # These two packages name their licence in package.json and ship no text of it.
        (root / package.folder / "LICENSE").write_text(
            f"The MIT License (MIT)\n\n{package.copyright}\n\n{MIT.read_text(encoding='utf-8')}",
            encoding="utf-8",
        )
        written.append(f"{package.folder}/LICENSE")
    return written


def make(root: Path) -> None:
    """Replace the tree at `root` as a whole."""
    packages: dict[str, dict[str, str]] = {}
    files: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        fresh = work / "vendor"
        for package in PACKAGES:
            archive, version, integrity = fetch(package, work)
            packages[package.name] = {"version": version, "licence": package.licence, "integrity": integrity}
            for name in unpack(package, archive, fresh):
                files[name] = {"package": package.name, "sha256": static_manifest.digest(fresh / name)}
        manifest = {"packages": packages, "files": dict(sorted(files.items()))}
        (fresh / static_manifest.MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        if root.exists():
            shutil.rmtree(root)
        shutil.copytree(fresh, root)


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 when the tree is as its manifest says, else 1 with every difference on standard error."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing; compare the tree with its manifest"
    )
    if not parser.parse_args(arguments).check:
        make(static_manifest.VENDOR)
    said = static_manifest.problems()
    sys.stderr.writelines(line + "\n" for line in said)
    if not said:
        listed = static_manifest.read()
        versions = ", ".join(f"{name} {p['version']}" for name, p in listed["packages"].items())
        sys.stdout.write(f"{len(listed['files'])} vendored files as listed: {versions}.\n")
    return 1 if said else 0


if __name__ == "__main__":
    raise SystemExit(main())
