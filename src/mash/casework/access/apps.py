from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "mash.casework.access"
    label = "access"
