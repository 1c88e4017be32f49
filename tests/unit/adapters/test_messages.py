"""A message outside the building carries a reference, a link and a code, and has no room for a name."""

import dataclasses

import pytest

from mash.foundation.adapters.messages import NEEDS_CODE, Channel, Language, Message, Template

LINK = "https://hub.example/answers/K7Q-4WD"


def a_message(**changes):
    facts = {
        "to": "teacher@school.example",
        "template": Template.RECEIPT,
        "reference": "K7Q-4WD",
        "link": LINK,
    }
    return Message(**(facts | changes))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("template", Template)
@pytest.mark.parametrize("to", ["teacher@school.example", "07700 900123"])
def test_every_template_speaks_every_language_by_mail_and_by_text(template, language, to):
    message = a_message(to=to, template=template, language=language, code="482913")

    said = message.subject + message.body
    assert "{" not in said
    assert LINK in message.body
    assert "482913" in message.body
    assert "K7Q-4WD" in said or template is Template.CODE


@pytest.mark.parametrize("template", Template)
def test_welsh_is_not_english(template):
    english = a_message(template=template, code="482913")
    welsh = a_message(template=template, code="482913", language=Language.WELSH)
    assert english.subject != welsh.subject
    assert english.body != welsh.body


def test_a_text_fits_in_two_parts():
    for language in Language:
        for template in Template:
            message = a_message(to="07700900123", template=template, language=language, code="482913")
            # 67 characters a part where a letter such as ŷ or ’ needs the 16-bit alphabet.
            assert len(message.body) <= 3 * 67, message.body


@pytest.mark.parametrize(
    "reference", ["Amy Smith", "amy-smith", "K7Q", "K7Q 4WD", "K7Q-4WD\nBcc: x@y.example", ""]
)
def test_a_name_is_not_a_reference(reference):
    with pytest.raises(ValueError, match="reference"):
        a_message(reference=reference)


@pytest.mark.parametrize("code", ["Amy Smith", "amy", "12", "1" * 17, "123456\n"])
def test_a_name_is_not_a_code(code):
    with pytest.raises(ValueError, match="code"):
        a_message(code=code)


@pytest.mark.parametrize(
    "link",
    [
        "https://hub.example/?name=Amy",
        "https://hub.example/#Amy",
        "https://amy@hub.example/",
        "https://hub.example/Amy%20Smith",
        "javascript:alert(1)",
        "/relative",
    ],
)
def test_a_link_has_no_room_for_a_name_either(link):
    with pytest.raises(ValueError, match="link"):
        a_message(link=link)


@pytest.mark.parametrize(
    "to", ["", "nobody", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example", "999x"]
)
def test_a_message_goes_to_one_address(to):
    with pytest.raises(ValueError, match="one e-mail address"):
        a_message(to=to)


def test_the_code_templates_need_their_code():
    for template in NEEDS_CODE:
        with pytest.raises(ValueError, match="needs a code"):
            a_message(template=template)


def test_there_is_no_field_for_free_text_and_none_can_be_added():
    assert {field.name for field in dataclasses.fields(Message)} == {
        "to", "template", "reference", "link", "code", "language",
    }  # fmt: skip
    with pytest.raises((AttributeError, TypeError)):
        a_message().name = "Amy Smith"


def test_the_address_decides_the_channel():
    assert a_message().channel is Channel.EMAIL
    assert a_message(to="+44 7700 900123").channel is Channel.TEXT
