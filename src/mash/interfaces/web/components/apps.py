"""An app only for its `makemessages`, which also reads .jinja templates."""

from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    """The look of the pages; no models."""

    name = "mash.interfaces.web.components"
    label = "components"
