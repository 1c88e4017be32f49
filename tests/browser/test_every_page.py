"""Every page that a role can come to by its links: read by axe on a phone, found, titled, with one main heading."""

from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from tests.integration.agency.asking import ask, client

from mash.foundation.kernel.time import now

ROLES = [
    "screener", "decider", "manager", "police", "teacher", "governance", "administrator", "practitioner",
    "adult-screener", "city-screener",
]  # fmt: skip
MOST = 60
# A file, not a page.
NOT_PAGES = {
    "governance:csv", "governance:shares_csv", "public:copy", "cases:file", "retention:csv", "retention:certificate",
    "packages:pdf", "packages:received_pdf", "rights:pdf", "consultations:csv",
    "roundtables:pdf", "disagreements:csv", "calls:csv", "demand:csv", "demand:channels_csv", "demand:avoidable_csv", "demand:sender_csv",
    "directory:pdf",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _work_is_under_way(site):
    ask(site.world, at=now(), rating="red")


@pytest.mark.parametrize("who", ROLES)
def test_every_page_reads_well(site, open_page, check_axe, who):
    page = open_page(width=320)
    cookie = client(site.world, who).cookies["session"]
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
    met, waiting = set(), ["/", "/seats"]
    while waiting and len(met) < MOST:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind is None or kind in met:
            continue
        met.add(kind)
        answer = page.goto(path)
        assert answer.status < 400, f"{path} answers {answer.status} to {who}"
        assert page.locator("h1").count() == 1, path
        assert page.title().strip(), path
        check_axe(page)
        waiting += [one.get_attribute("href") or "" for one in page.locator("a[href]").all()]
    assert len(met) > 3, met


def kind_of(href):
    """The name of the page behind a link of this site; None for what is no page of it."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return None
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return None
    return None if name in NOT_PAGES else name
