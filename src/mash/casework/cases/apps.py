from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "mash.casework.cases"
    label = "cases"
