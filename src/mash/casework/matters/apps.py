from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "mash.casework.matters"
    label = "matters"
