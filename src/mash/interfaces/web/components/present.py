"""From a bound Django field to the parameters of a GOV.UK macro, and from forms to an error summary."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from mash.interfaces.web.components.values import NOT_KNOWN, Answer
from mash.interfaces.web.components.widgets import DateInputs, ManyFiles, TypedLines


@dataclass(frozen=True)
class Presented:
    """`kind` names the macro; `params` are its parameters; `not_known` those of the box beside, if any."""

    kind: str
    params: dict[str, Any]
    not_known: dict[str, Any] | None = None


def _text(value: object) -> str:
    # NUL is a parse error in HTML; without it what comes back can be sent again.
    return "" if value is None else str(value).replace("\x00", "")


def _lines(value: object) -> str:
    # As character references line ends survive the macros' indentation, which would else indent people's text.
    return mark_safe(escape(_text(value).replace("\r\n", "\n")).replace("\n", "&#10;"))  # noqa: S308 - escaped


def _choices(bound: BoundField) -> Iterable[tuple[str, Any]]:
    for value, label in getattr(bound.field, "choices", ()):
        if isinstance(label, list | tuple):
            yield from ((_text(v), text) for v, text in label)
        else:
            yield _text(value), label


def _chosen(bound: BoundField) -> list[str]:
    value = bound.value()
    if value is None:
        return []
    return [_text(v) for v in value] if isinstance(value, list | tuple | set | frozenset) else [_text(value)]


def _common(bound: BoundField, o: Mapping[str, Any], *, legend: bool) -> dict[str, Any]:
    field = bound.field
    label = _text(o.get("label") or bound.label)
    if not field.required and o.get("optional", True) and not getattr(field, "not_known", False):
        label = _("%(label)s (optional)") % {"label": label}
    size = o.get("size", "s")
    block = "govuk-fieldset__legend" if legend else "govuk-label"
    heading = {
        "text": label,
        "classes": f"{block}--{size}" if size else "",
        "isPageHeading": bool(o.get("page_heading")),
    }
    params: dict[str, Any] = {"name": bound.html_name, "id": bound.auto_id or bound.html_name}
    params.update({"fieldset": {"legend": heading}} if legend else {"label": heading})
    hint = o.get("hint") or field.help_text
    if o.get("hint_html"):
        params["hint"] = {"html": o["hint_html"]}
    elif hint:
        params["hint"] = {"text": _text(hint)}
    if bound.errors:
        # One message stands at the field; the summary lists them all.
        params["errorMessage"] = {
            "text": " ".join(_text(e) for e in bound.errors),
            "visuallyHiddenText": _("Error"),
        }
    params["formGroup"] = {"classes": o.get("group_classes", "")}
    return params


def _items(bound: BoundField, o: Mapping[str, Any]) -> list[dict[str, Any]]:
    field, chosen, items = bound.field, _chosen(bound), []
    hints: Mapping[str, Any] = getattr(field, "hints", {})
    none = getattr(field, "none", None)
    conditional: Mapping[str, Any] = o.get("conditional") or {}
    for value, label in _choices(bound):
        exclusive = none is not None and value == none[0]
        if exclusive or value == getattr(field, "divider_before", None):
            items.append({"divider": _("or")})
        item: dict[str, Any] = {"value": value, "text": _text(label), "checked": value in chosen}
        if value in hints:
            item["hint"] = {"text": _text(hints[value])}
        if value in conditional:
            item["conditional"] = {"html": conditional[value]}
        if exclusive:
            item["behaviour"] = "exclusive"
        items.append(item)
    return items


def _classes(options: Mapping[str, Any], *more: str) -> str:
    width = options.get("width")
    return " ".join(
        c for c in (f"govuk-input--width-{width}" if width else "", options.get("classes", ""), *more) if c
    )


def _box(bound: BoundField, *, ticked: bool) -> dict[str, Any]:
    return {
        "id": f"{bound.auto_id}-not_known",
        "name": f"{bound.html_name}-not_known",
        "checked": ticked,
        "label": _("Not known"),
        "about": _text(bound.label),
    }


def _date(bound: BoundField, o: Mapping[str, Any]) -> Presented:
    params = _common(bound, o, legend=True)
    parts = DateInputs.parts(bound.value())
    wrong: frozenset[str] = getattr(bound.field, "wrong", frozenset()) if bound.errors else frozenset()
    birth = o.get("autocomplete") == "bday"
    params["items"] = [
        {
            "name": part,
            "id": f"{params['id']}-{part}",
            "label": label,
            "classes": f"govuk-input--width-{width}{' govuk-input--error' if part in wrong else ''}",
            "value": _text(getattr(parts, part)),
            "autocomplete": f"bday-{part}" if birth else None,
            # A month may be typed as a word, which the numeric keyboard cannot do.
            "inputmode": "text" if part == "month" else "numeric",
        }
        for part, label, width in (("day", _("Day"), 2), ("month", _("Month"), 3), ("year", _("Year"), 4))
    ]
    params["namePrefix"] = bound.html_name
    shows_box = getattr(bound.field, "not_known", False)
    return Presented("date", params, _box(bound, ticked=parts.not_known) if shows_box else None)


def _several(bound: BoundField, o: Mapping[str, Any]) -> Presented:
    params = _common(bound, o, legend=not isinstance(bound.field.widget, forms.Select))
    params["idPrefix"] = params["id"]
    params["items"] = _items(bound, o)
    if isinstance(bound.field.widget, forms.CheckboxSelectMultiple):
        params["classes"] = "govuk-checkboxes--small" if o.get("small") else ""
        return Presented("checkboxes", params)
    if isinstance(bound.field.widget, forms.RadioSelect):
        params["classes"] = " ".join(f"govuk-radios--{c}" for c in ("inline", "small") if o.get(c))
        return Presented("radios", params)
    params["items"] = [
        {**item, "selected": item.pop("checked")} for item in params["items"] if "divider" not in item
    ]
    params["classes"] = _classes(o)
    return Presented("select", params)


def _one_box(bound: BoundField, o: Mapping[str, Any]) -> Presented:
    params = _common(bound, {**o, "optional": False, "hint": None}, legend=True)
    del params["fieldset"]
    params.pop("hint", None)
    hint = o.get("hint") or bound.field.help_text
    item = {"value": "on", "text": _text(o.get("label") or bound.label), "checked": bool(bound.value())}
    params["items"] = [{**item, **({"hint": {"text": _text(hint)}} if hint else {})}]
    params["idPrefix"] = params["id"]
    return Presented("checkboxes", params)


def _typed(bound: BoundField, o: Mapping[str, Any]) -> Presented:
    widget, value = bound.field.widget, bound.value()
    params = _common(bound, o, legend=False)
    ticked = value is NOT_KNOWN or (isinstance(value, Answer) and value.not_known)
    text = "" if value is NOT_KNOWN else value.text if isinstance(value, Answer) else bound.value()
    box = _box(bound, ticked=ticked) if getattr(bound.field, "not_known", False) else None
    kind_of_input = o.get("type") or getattr(widget, "input_type", "text")
    attributes = dict(o.get("attributes") or {})
    for name in (
        "autocomplete",
        "inputmode",
        "spellcheck",
        "prefix",
        "suffix",
        "autocapitalize",
        "rows",
        "threshold",
    ):
        if o.get(name) is not None:
            params[name] = o[name]
    if isinstance(widget, forms.Textarea | TypedLines):
        params |= {
            "value": _lines(text),
            "classes": o.get("classes", ""),
            "attributes": {"dir": "auto", **attributes},
        }
        most = getattr(bound.field, "max_length", None)
        if not most:
            return Presented("textarea", params, box)
        params |= {
            "maxlength": most,
            "textareaDescriptionText": _("You can enter up to %(count)s characters") % {"count": "%{count}"},
        }
        return Presented("character_count", params, box)
    if kind_of_input == "password":
        return Presented("password", {**params, "classes": _classes(o)}, box)
    if kind_of_input in {"text", "search"}:
        attributes = {"dir": "auto", **attributes}
    shown = _text(widget.format_value(text) if text not in (None, "") else "")
    params |= {"value": shown, "type": kind_of_input, "classes": _classes(o), "attributes": attributes}
    return Presented("input", params, box)


def _file(bound: BoundField, o: Mapping[str, Any]) -> Presented:
    params = _common(bound, o, legend=False)
    several = isinstance(bound.field.widget, ManyFiles)
    attributes = {**(o.get("attributes") or {}), **({"accept": o["accept"]} if o.get("accept") else {})}
    return Presented("file", {**params, "multiple": several, "javascript": several, "attributes": attributes})


# The first family that a widget belongs to draws it.
_FAMILIES: tuple[
    tuple[tuple[type[forms.Widget], ...], Callable[[BoundField, Mapping[str, Any]], Presented]], ...
] = (
    ((DateInputs,), _date),
    ((forms.RadioSelect, forms.Select, forms.CheckboxSelectMultiple), _several),
    ((forms.CheckboxInput,), _one_box),
    ((forms.FileInput,), _file),
    ((forms.Textarea, forms.TextInput), _typed),
)


def present(bound: BoundField, **options: Any) -> Presented:
    """How to draw a bound field, whatever Django field it is. Options of the call win over the field's `gov`.

    label, hint, hint_html, size ("s", "m", "l", "xl", None), page_heading, optional (False: no "(optional)"),
    classes, group_classes, width, rows, inline, small, conditional {value: html}, attributes, autocomplete,
    inputmode, spellcheck, type, prefix, suffix, accept.
    """
    if bound.is_hidden:
        return Presented("hidden", {"html": str(bound)})
    o = {**getattr(bound.field, "gov", {}), **options}
    for widgets, draw in _FAMILIES:
        if isinstance(bound.field.widget, widgets):
            return draw(bound, o)
    return Presented("raw", {**_common(bound, o, legend=False), "html": bound.as_widget()})


def _target(bound: BoundField) -> str:
    name = bound.auto_id or bound.html_name
    if isinstance(bound.field.widget, DateInputs):
        wrong: frozenset[str] = getattr(bound.field, "wrong", frozenset())
        return f"{name}-{next((part for part in ('day', 'month', 'year') if part in wrong), 'day')}"
    return name


def summarise(*forms_: Any) -> list[dict[str, str]]:
    """The items of an error summary, in the order of the fields: `[{"text", "href"?}]`; empty without errors."""
    items: list[dict[str, str]] = []
    for form in forms_:
        if not form or not getattr(form, "errors", None):
            continue
        items += [{"text": _text(error)} for error in form.non_field_errors()]
        for bound in form:
            for error in bound.errors:
                item = {"text": _text(error)}
                if not bound.is_hidden:
                    item["href"] = f"#{_target(bound)}"
                items.append(item)
    return items


def error_title(form: Any = None, many: Any = None) -> str:
    """`Error: ` for the page's title when a form has errors, so that a screen reader says so first."""
    found = [f for f in (form, *(many or ())) if f]
    return _("Error: ") if any(getattr(f, "errors", None) for f in found) else ""
