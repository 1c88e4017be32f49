from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "mash.casework.sharing"
    label = "sharing"
