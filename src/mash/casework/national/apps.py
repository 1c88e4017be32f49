from django.apps import AppConfig


class NationalConfig(AppConfig):
    name = "mash.casework.national"
    label = "national"
