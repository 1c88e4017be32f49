import gettext
import io

import pytest

from mash.cli import translations
from mash.cli.errors import UserError

WELSH = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=4; plural=(n==1) ? 0 : (n==2) ? 1 : (n == 8 || n == 11) ? 2 : 3;\n"

#: web/start.jinja:3
msgid "Start"
msgstr "Dechrau"

msgctxt "month"
msgid "May"
msgstr ""
"M"
"ai"

msgid "%(n)d child"
msgid_plural "%(n)d children"
msgstr[0] "%(n)d plentyn"
msgstr[1] "%(n)d blentyn"
msgstr[2] "%(n)d phlentyn"
msgstr[3] "%(n)d o blant"

#, fuzzy
msgid "Worry"
msgstr "Pryder?"
msgid "Danger"
msgstr ""

#~ msgid "Gone"
#~ msgstr "Wedi mynd"
"""


@pytest.fixture
def welsh(tmp_path):
    path = tmp_path / "django.po"
    path.write_text(WELSH, encoding="utf-8")
    return path


def test_what_is_compiled_is_what_gettext_reads(welsh):
    found = gettext.GNUTranslations(io.BytesIO(translations.compiled(translations.read(welsh))))

    assert found.gettext("Start") == "Dechrau"
    assert found.pgettext("month", "May") == "Mai"
    assert [found.ngettext("%(n)d child", "%(n)d children", n) % {"n": n} for n in (1, 2, 8, 5)] == [
        "1 plentyn",
        "2 blentyn",
        "8 phlentyn",
        "5 o blant",
    ]


def test_a_doubtful_or_missing_translation_is_left_in_english(welsh):
    found = gettext.GNUTranslations(io.BytesIO(translations.compiled(translations.read(welsh))))

    assert found.gettext("Worry") == "Worry"
    assert found.gettext("Danger") == "Danger"


def test_the_unfinished_are_named(welsh, monkeypatch, tmp_path):
    monkeypatch.setattr(translations, "PACKAGE", tmp_path)
    monkeypatch.setattr(translations, "files", lambda: [welsh])

    assert translations.problems() == [
        "django.po: not translated: 'Worry'",
        "django.po: not translated: 'Danger'",
    ]


def test_a_damaged_file_is_named_with_its_line(welsh):
    welsh.write_text('msgid "Start"\nmsgstr "Dechrau\n', encoding="utf-8")

    with pytest.raises(UserError, match=r"django\.po:2"):
        translations.read(welsh)


def test_only_what_changed_is_compiled_again(welsh, monkeypatch):
    monkeypatch.setattr(translations, "files", lambda: [welsh])
    translations.compile_all()
    compiled = welsh.with_suffix(".mo")
    compiled.write_bytes(b"untouched")

    translations.compile_all()

    assert compiled.read_bytes() == b"untouched"
