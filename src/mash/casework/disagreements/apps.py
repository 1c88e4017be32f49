from django.apps import AppConfig


class DisagreementsConfig(AppConfig):
    name = "mash.casework.disagreements"
    label = "disagreements"
