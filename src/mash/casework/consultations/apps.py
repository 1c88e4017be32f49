from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "mash.casework.consultations"
    label = "consultations"
