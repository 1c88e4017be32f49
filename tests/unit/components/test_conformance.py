"""The GOV.UK macros in our environment draw what GOV.UK's own draw, for GOV.UK's own examples.

`fixtures.json.gz` holds the examples of the npm package govuk-frontend (MIT; its licence is in the vendored tree).
`known_differences.txt` lists those that differ: a line may go, none may come.
"""

import gzip
import json
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest

from mash.interfaces.web.environment import environment

HERE = Path(__file__).parent
EXAMPLES = json.loads(gzip.decompress((HERE / "fixtures.json.gz").read_bytes()))["fixtures"]
KNOWN = set((HERE / "known_differences.txt").read_text(encoding="utf-8").splitlines())


class Tokens(HTMLParser):
    """HTML as tags, attributes in a fixed order, and words; spaces between them do not count."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        said = sorted((name, " ".join(sorted((value or "").split()))) for name, value in attrs)
        self.found.append((tag, *said))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag not in {"path", "img", "input", "br", "hr"}:
            self.found.append(f"/{tag}")

    def handle_data(self, data):
        self.found += data.split()


@pytest.fixture(scope="module")
def pages():
    return environment(loader=jinja2.DictLoader({}))


def drawn(pages, example) -> str:
    component = example["component"]
    macro = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    source = f'{{% from "govuk_frontend_jinja/components/{component}/macro.html" import {macro} %}}{{{{ {macro}(o) }}}}'
    return pages.from_string(source).render(o=example["options"])


def differences(pages) -> set[str]:
    found = set()
    for example in EXAMPLES:
        try:
            same = Tokens(drawn(pages, example)).found == Tokens(example["html"]).found
        except (jinja2.TemplateError, TypeError, AttributeError, ValueError):
            same = False
        if not same:
            found.add(f"{example['component']}: {example['name']}")
    return found


def test_examples_are_drawn_as_govuk_draws_them(pages):
    found = differences(pages)
    assert sorted(found - KNOWN) == [], "These differ and did not before."
    assert sorted(KNOWN - found) == [], "These agree now: take them off known_differences.txt."


def test_no_fewer_examples_agree_than_when_this_was_chosen():
    assert len(EXAMPLES) == 725
    assert len(EXAMPLES) - len(KNOWN) >= 647
