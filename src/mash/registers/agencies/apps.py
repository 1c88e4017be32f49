from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "mash.registers.agencies"
    label = "agencies"
