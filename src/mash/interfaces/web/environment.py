"""The Jinja2 environment of every page, made for Django's own Jinja2 backend."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, PrefixLoader

from mash.interfaces.web.components.forms import error_title, present, summarise
from mash.interfaces.web.components.words import FILTERS


def url(name: str, /, *args: Any, **kwargs: Any) -> str:
    """The path of a named route: `url("cases:case", ref=case.ref)`."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


# Found once a language: a page asks for some 300 messages, through five catalogues each.
_messages: dict[tuple[str | None, str], str] = {}


def _gettext(message: str) -> str:
    key = (get_language(), message)
    found = _messages.get(key)
    if found is None:
        found = _messages[key] = gettext(message)
    return found


def environment(**options: Any) -> Environment:
    """Autoescaping, with the GOV.UK macros under `govuk_frontend_jinja/`, gettext and MASH's filters.

    Undefined names chain to nothing, because the GOV.UK macros read optional parameters that way.
    """
    options["autoescape"] = True
    options["undefined"] = ChainableUndefined
    options["extensions"] = [*options.get("extensions", ()), "jinja2.ext.i18n", "jinja2.ext.do"]
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    given = options.get("loader")
    options["loader"] = ChoiceLoader([given, macros] if given is not None else [macros])
    made = Environment(**options)  # noqa: S701 - autoescape is set above
    made.install_gettext_callables(  # type: ignore[attr-defined]  # added by jinja2.ext.i18n
        _gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals.update(
        static=static,
        url=url,
        language_code=get_language,
        present=present,
        summarise=summarise,
        error_title=error_title,
    )
    made.filters.update(FILTERS)
    return made
