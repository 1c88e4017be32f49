from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "mash.registers.agreements"
    label = "agreements"
