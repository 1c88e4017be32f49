from django.apps import AppConfig


class VisibilityConfig(AppConfig):
    name = "mash.foundation.visibility"
    label = "visibility"
