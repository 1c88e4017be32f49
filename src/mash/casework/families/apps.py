from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "mash.casework.families"
    label = "families"

    def ready(self) -> None:
        from mash.casework.families.actions.expecting import expected_by_contacts
        from mash.casework.intake import ports as intake

        intake.on_received.append(expected_by_contacts)
