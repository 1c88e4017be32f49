from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "mash.casework.calls"
    label = "calls"
