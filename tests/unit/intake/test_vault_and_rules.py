"""Drafts at rest, codes and passphrases."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from mash.casework.intake import rules, vault
from mash.casework.intake.words import WORDS

ANSWERS = {"sections": {"person": {"given_name": ["Rosa 😀"]}}}


def test_what_is_sealed_says_nothing_and_opens_again():
    sealed = vault.seal(ANSWERS)
    assert b"Rosa" not in sealed
    assert vault.unseal(memoryview(sealed)) == ANSWERS


def test_another_key_or_a_changed_byte_opens_nothing(settings):
    sealed = vault.seal(ANSWERS)
    with pytest.raises(vault.SealError):
        vault.unseal(sealed[:-3] + b"AAA")
    settings.MASH_FILE_KEY = Fernet.generate_key().decode()
    with pytest.raises(vault.SealError):
        vault.unseal(sealed)


def test_after_a_change_of_key_old_drafts_still_open(settings):
    sealed, old = vault.seal(ANSWERS), settings.MASH_FILE_KEY
    settings.MASH_FILE_KEY, settings.MASH_FILE_OLD_KEYS = Fernet.generate_key().decode(), (old,)
    assert vault.unseal(sealed) == ANSWERS


def test_a_code_is_six_digits_and_its_digest_is_of_one_thing_only():
    code = rules.new_code()
    assert len(code) == 6
    assert code.isdigit()
    assert rules.digest("a", code, key="k") != rules.digest("b", code, key="k")


def test_a_passphrase_is_words_of_the_list_and_is_read_however_it_is_typed():
    words = rules.new_passphrase()
    assert set(words.split()) <= set(WORDS)
    assert len(words.split()) >= 4
    assert rules.read_passphrase(f"  {words.upper().replace(' ', ' - ')} ") == words


def test_the_words_are_many_and_each_is_there_once():
    assert len(WORDS) == len(set(WORDS)) >= 256


@given(st.text())
def test_reading_what_was_typed_never_fails(text):
    assert set(rules.read_code(text)) <= set("0123456789")
    assert rules.read_passphrase(text) == rules.read_passphrase(rules.read_passphrase(text))
