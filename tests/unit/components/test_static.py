"""The vendored files are what was vendored, carry nothing reserved, and name each other relatively."""

import re
import shutil

import pytest

from mash.interfaces.web import static_manifest
from mash.interfaces.web.components.management.commands.makemessages import as_python


def test_the_tree_is_as_its_manifest_says():
    assert static_manifest.problems() == []


@pytest.mark.parametrize("spoil", ["change", "add", "remove"])
def test_a_spoiled_tree_is_noticed(tmp_path, spoil):
    root = tmp_path / "vendor"
    shutil.copytree(static_manifest.VENDOR, root)
    target = root / "htmx/htmx.min.js"
    if spoil == "change":
        target.write_bytes(target.read_bytes() + b" ")
    elif spoil == "add":
        (root / "extra.js").write_text("")
    else:
        target.unlink()
    assert len(static_manifest.problems(root)) == 1


def test_nothing_reserved_to_government_is_shipped():
    for path in static_manifest.VENDOR.rglob("*"):
        assert not re.search(r"crest|crown|logotype|opengraph|\.woff|\.map$", path.name), path
        if path.suffix in {".css", ".js"}:
            text = path.read_text(encoding="utf-8")
            assert "GDS Transport" not in text
            assert "@font-face" not in text
            assert "sourceMappingURL" not in text


def test_each_address_in_a_stylesheet_leads_to_a_file():
    for sheet in static_manifest.VENDOR.parent.rglob("*.css"):
        for address in re.findall(r"url\(([^)]+)\)", sheet.read_text(encoding="utf-8")):
            assert (sheet.parent / address.strip("\"'")).is_file(), f"{sheet.name}: {address}"


def test_every_package_names_its_licence():
    packages = static_manifest.read()["packages"]
    assert {name: package["licence"] for name, package in packages.items()} == {
        "govuk-frontend": "MIT",
        "@ministryofjustice/frontend": "MIT",
        "htmx.org": "0BSD",
    }
    for folder in ("govuk", "moj", "htmx"):
        assert (static_manifest.VENDOR / folder / "LICENSE").is_file()


def test_messages_of_jinja_templates_are_found():
    found = as_python(
        '{{ _("Hello %(n)s", n=x) }}\n{% trans %}Good day{% endtrans %}\n{{ ngettext("a", "b", n) }}'
    )
    assert found.splitlines()[:3] == [
        "gettext('Hello %(n)s'); ",
        "gettext('Good day'); ",
        "ngettext('a', 'b', 2); ",
    ]
