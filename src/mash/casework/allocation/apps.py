from django.apps import AppConfig


class AllocationConfig(AppConfig):
    name = "mash.casework.allocation"
    label = "allocation"

    def ready(self) -> None:
        from mash.casework.allocation.actions.offers import given_otherwise
        from mash.casework.cases import ports as cases

        cases.on_given.append(given_otherwise)
