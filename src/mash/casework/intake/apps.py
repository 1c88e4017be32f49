from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "mash.casework.intake"
    label = "intake"
