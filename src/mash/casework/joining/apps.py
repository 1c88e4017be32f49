from django.apps import AppConfig


class JoiningConfig(AppConfig):
    name = "mash.casework.joining"
    label = "joining"

    def ready(self) -> None:
        from mash.casework.intake import ports as intake
        from mash.casework.joining.actions.mark import mark_received

        intake.on_received.append(mark_received)
