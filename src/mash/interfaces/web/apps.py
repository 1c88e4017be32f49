from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "mash.interfaces.web"
    label = "web"

    def ready(self) -> None:
        from mash.interfaces.web import converters

        converters.register()
