from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "mash.casework.disclosure"
    label = "disclosure"

    def ready(self) -> None:
        from mash.casework.disclosure.actions.correct import tell_recipients
        from mash.casework.disclosure.waiting import waits_for
        from mash.casework.matters import tasks
        from mash.casework.sharing import ports as sharing

        sharing.on_answered.append(tell_recipients)
        tasks.sources["disclosure"] = waits_for
