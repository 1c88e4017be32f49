from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "mash.casework.cases"
    label = "cases"

    def ready(self) -> None:
        from mash.casework.cases.actions.arrival import open_case
        from mash.casework.cases.actions.attention import late_answer
        from mash.casework.intake import ports as intake
        from mash.casework.sharing import ports as sharing

        intake.on_received.append(open_case)
        sharing.on_answered.append(late_answer)
