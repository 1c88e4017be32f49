from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "mash.registers.standards"
    label = "standards"
