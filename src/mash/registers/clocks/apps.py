from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "mash.registers.clocks"
    label = "clocks"
