from django.apps import AppConfig


class DemandConfig(AppConfig):
    name = "mash.oversight.demand"
    label = "demand"

    def ready(self) -> None:
        from mash.casework.cases import ports as cases
        from mash.casework.intake import ports as intake
        from mash.oversight.demand import events  # noqa: F401 - whoever reads the ledger knows their sentences
        from mash.oversight.demand.actions.elsewhere import back_again, may_close

        intake.on_classified.append(back_again)
        cases.may_close.append(may_close)
