from django.apps import AppConfig


class RoundtablesConfig(AppConfig):
    name = "mash.casework.roundtables"
    label = "roundtables"
