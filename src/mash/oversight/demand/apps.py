from django.apps import AppConfig


class DemandConfig(AppConfig):
    name = "mash.oversight.demand"
    label = "demand"
