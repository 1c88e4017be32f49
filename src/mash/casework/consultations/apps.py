from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "mash.casework.consultations"
    label = "consultations"

    def ready(self) -> None:
        from mash.casework.consultations.waiting import waits_for
        from mash.casework.matters import tasks

        tasks.sources["consultations"] = waits_for
