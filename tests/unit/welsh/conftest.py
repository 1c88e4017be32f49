"""The Welsh catalogue, compiled before a page is asked for in Welsh."""

from pathlib import Path

import pytest
from django.utils.translation.reloader import translation_file_changed

from mash.cli import translations

CATALOGUE = Path(translations.PACKAGE) / "config/locale/cy/LC_MESSAGES/django.po"


@pytest.fixture(scope="session")
def catalogue():
    """Every message of the catalogue but its header."""
    return [entry for entry in translations.read(CATALOGUE) if entry.text]


@pytest.fixture(scope="session", autouse=True)
def compiled():
    """The .mo files are no part of the checkout: make them, and let Django forget what it read before."""
    translations.compile_all()
    translation_file_changed(sender=None, file_path=CATALOGUE.with_suffix(".mo"))
