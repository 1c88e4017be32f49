"""FORM_RENDERER: `{{ form }}` and `field.as_field_group()` come out as GOV.UK components."""

from typing import Any

from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.template import engines


class GovRenderer(BaseRenderer):
    """Templates named .jinja come from the pages' Jinja2 engine, Django's own widgets from Django."""

    form_template_name = "forms/form.jinja"
    field_template_name = "forms/field.jinja"

    def __init__(self) -> None:
        self._own = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        """A template of either engine, by its name's ending."""
        if template_name.endswith(".jinja"):
            return next(e for e in engines.all() if hasattr(e, "env")).get_template(template_name)
        return self._own.get_template(template_name)
