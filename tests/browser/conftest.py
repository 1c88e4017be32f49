"""A real browser on a real server: pages are used as people use them, and axe reads each one."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.template.backends import jinja2
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.axe_coverage import MET, READ
from tests.conftest import _copy, _default_connection, standing_world
from tests.world import World

# Chromium asks for nothing beyond the site.
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = {"resultTypes": ["violations"]}
# What axe judges a page by, short of its words: each kind of element once, with its attributes and whether it says
# anything or has a label, what has an id twice, and the headings in their order.
KIND_OF_PAGE = r"""() => {
  const telling = /^(class|role|type|lang|dir|aria-(?!label|describedby|controls|owns))/;
  const kind = (one) => [
    one.tagName,
    ...[...one.attributes].map((it) => (telling.test(it.name) ? `${it.name}=${it.value}` : it.name)).sort(),
    one.textContent.trim() !== "" || Boolean(one.labels?.length),
    one.id !== "" && document.querySelectorAll(`#${CSS.escape(one.id)}`).length > 1,
  ].join(" ");
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((one) => one.tagName);
  const kinds = [...new Set([...document.querySelectorAll("*")].map(kind))].sort();
  return [...kinds, ...headings.filter((one, place) => one !== headings[place - 1])].join("|");
}"""
# Playwright keeps an event loop in the thread of the tests; Django is asked from there between its calls only.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


WORKERS = 4
_WITHOUT_JAVASCRIPT: set[BrowserContext] = set()


@dataclass
class Site:
    """A running site and the small world in it. `templates` holds what each address last rendered."""

    url: str
    world: World
    templates: dict[str, set[str]] = field(default_factory=dict)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class _Handler(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Paths and references are nobody's reading."""


_rendering = threading.local()


@pytest.fixture(scope="session", autouse=True)
def _templates_are_noticed() -> Iterator[None]:
    """Note which templates each request renders, so that axe's runs can be held against all of them."""
    render = jinja2.Template.render

    def noticed(self: Any, *args: Any, **kwargs: Any) -> str:
        if hasattr(_rendering, "names"):
            _rendering.names.add(self.template.name)
        return render(self, *args, **kwargs)

    jinja2.Template.render = noticed
    yield
    jinja2.Template.render = render


@pytest.fixture(scope="module")
def site(cluster, world_database, django_db_blocker) -> Iterator[Site]:
    """The site on loopback, on a database of this module's own."""
    database = _copy(cluster, world_database, f"mash_site_{os.urandom(4).hex()}")
    with django_db_blocker.unblock(), _default_connection(database.app_dsn):
        application = get_wsgi_application()
        found = Site(url="", world=standing_world())
        # A browser's connection has a thread of its own; the pages have these, and each keeps its connection to the
        # database as a server's does: a new one would plan every policy again.
        workers = ThreadPoolExecutor(WORKERS)

        def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
            return workers.submit(answer, environ, start_response).result()

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
            _rendering.names = set()
            response = application(environ, start_response)
            try:
                return list(response)
            finally:
                found.templates[environ["PATH_INFO"]] = _rendering.names
                response.close()

        server = _Server(("127.0.0.1", 0), _Handler)
        server.set_app(serve)
        found.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield found
        server.shutdown()
        server.server_close()
        everybody = threading.Barrier(WORKERS)
        list(workers.map(lambda _: (everybody.wait(), connections.close_all()), range(WORKERS)))
        workers.shutdown()
    cluster.drop_database(database.name)


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=[*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """A page of one person's own browser: `open_page(width=320, javascript=False)`."""
    contexts = []
    _WITHOUT_JAVASCRIPT.clear()

    def open_one(*, width: int = 1280, javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=site.url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 800},
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        if not javascript:
            _WITHOUT_JAVASCRIPT.add(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def check_axe(chromium: Browser, site: Site) -> Callable[[Page], None]:
    """axe finds nothing on this page, which does not scroll sideways; its templates count as met.

    Pages made of the same kinds of elements by the same templates at the same width are read by axe once in a run.
    """

    def check(page: Page) -> None:
        page.wait_for_load_state()  # a click returns once the next page is begun, not once it is there
        path = page.url.removeprefix(site.url).partition("?")[0].partition("#")[0] or "/"
        if page.context not in _WITHOUT_JAVASCRIPT:  # axe is a script itself
            templates = tuple(sorted(site.templates.get(path, ())))
            kind = (templates, str(page.viewport_size), page.evaluate(KIND_OF_PAGE))
            read = READ / sha256(repr(kind).encode()).hexdigest()
            if not read.exists():
                found = Axe().run(page, options=AXE)
                assert found.violations_count == 0, found.generate_report()
                READ.mkdir(exist_ok=True)
                read.touch()
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, f"{path} scrolls sideways by {wide}px at {page.viewport_size}"
            MET.mkdir(exist_ok=True)
            for name in site.templates.get(path, ()):
                Path(MET / name.replace("/", "--")).touch()

    return check
