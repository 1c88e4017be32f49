from django.apps import AppConfig


class EncompassConfig(AppConfig):
    name = "mash.casework.encompass"
    label = "encompass"

    def ready(self) -> None:
        from mash.casework.encompass.actions.propose import propose_for
        from mash.casework.intake import ports as intake

        intake.on_received.append(propose_for)
