from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "mash.interfaces.web"
    label = "web"
