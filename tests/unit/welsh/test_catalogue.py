"""The Welsh catalogue holds every message of the public form, of packages and of signing in, and damages none."""

import ast
import re
from pathlib import Path

import pytest

from mash.cli.translations import PACKAGE
from mash.interfaces.web.components.management.commands.makemessages import as_python

# Where the public reads, and who signs in; the staff's own rooms are in English.
ROOMS = (
    "casework/disclosure/covers.py",
    "casework/disclosure/offers.py",
    "config/settings.py",
    "foundation/files",
    "interfaces/web/accounts",
    "interfaces/web/components",
    "interfaces/web/context.py",
    "interfaces/web/disclosure/jinja/disclosure/_shown.jinja",
    "interfaces/web/disclosure/jinja/disclosure/link.jinja",
    "interfaces/web/errors.py",
    "interfaces/web/jinja",
    "interfaces/web/public",
    "registers/accounts",
    "registers/clocks",
)
ADMINISTRATION = {"seat_forms.py", "people.py", "people.jinja", "user.jinja", "invite.jinja"}
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
FORMS = 4
"""How many forms a counted word has in Welsh: 1, 2, 8 or 11, and the rest."""
THE_SAME = {"Person"}
"""What reads alike in both languages."""


def sources():
    """The files of the rooms, less the administrator's own pages."""
    for room in ROOMS:
        place = PACKAGE / room
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            own = "accounts" in path.parts and "web" in path.parts and path.name in ADMINISTRATION
            if path.suffix in {".py", ".jinja"} and not own:
                yield path


def messages(path: Path) -> set[str]:
    """What a file says through gettext."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(as_python(text) if path.suffix == ".jinja" else text)
    found = set()
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id not in CALLS:
            continue
        place = 1 if call.func.id.startswith("pgettext") else 0
        if isinstance(call.args[place], ast.Constant):
            found.add(call.args[place].value)
    return found


def test_the_rooms_speak_and_are_where_the_test_looks():
    assert all((PACKAGE / room).exists() for room in ROOMS)
    assert len({text for path in sources() for text in messages(path)}) > 500


def test_every_message_of_the_public_rooms_has_its_welsh(catalogue):
    known = {entry.text for entry in catalogue if entry.complete}
    missing = [
        f"{path.relative_to(PACKAGE)}: {text}"
        for path in sources()
        for text in sorted(messages(path))
        if text not in known
    ]
    assert not missing, "\n".join(missing)


def test_placeholders_are_those_of_the_english(catalogue):
    for entry in catalogue:
        wanted = sorted(PLACEHOLDER.findall(entry.text))
        for welsh in entry.translations.values():
            assert sorted(PLACEHOLDER.findall(welsh)) == wanted, (entry.text, welsh)


def test_a_lone_percent_sign_stands_in_no_message_with_placeholders(catalogue):
    for entry in catalogue:
        for welsh in entry.translations.values():
            if "%(" in entry.text:
                assert "%" not in PLACEHOLDER.sub("", welsh), welsh


def test_counted_words_have_the_four_forms_of_welsh(catalogue):
    counted = [entry for entry in catalogue if entry.plural]
    assert counted
    assert all(sorted(entry.translations) == list(range(FORMS)) for entry in counted)


def test_nothing_is_left_in_english(catalogue):
    same = {entry.text for entry in catalogue if entry.text in entry.translations.values()}
    assert same == THE_SAME


@pytest.mark.parametrize("edge", [str.isspace, lambda character: character in ".:?"])
def test_a_sentence_ends_as_its_english_does(catalogue, edge):
    for entry in catalogue:
        for welsh in entry.translations.values():
            assert edge(welsh[-1]) == edge(entry.text[-1]), (entry.text, welsh)
            assert edge(welsh[0]) == edge(entry.text[0]), (entry.text, welsh)
