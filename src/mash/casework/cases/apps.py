from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "mash.casework.cases"
    label = "cases"

    def ready(self) -> None:
        from mash.casework.calls import ports as calls
        from mash.casework.cases.actions.arrival import open_cases
        from mash.casework.cases.actions.attention import further_call, further_mail, late_answer
        from mash.casework.cases.queries.hanging import hanging_on, has_open_case, hubs_of, is_worked_on
        from mash.casework.cases.queries.tried import history
        from mash.casework.cases.waiting import waits_for
        from mash.casework.intake import ports as intake
        from mash.casework.mailbox import ports as mailbox
        from mash.casework.matters import tasks
        from mash.casework.sharing import ports as sharing
        from mash.registers.people.clusters import ports as people
        from mash.registers.standards import ports as standards

        calls.on_more.append(further_call)
        intake.on_received.append(open_cases)
        mailbox.is_worked_on.append(is_worked_on)
        mailbox.on_joined.append(further_mail)
        sharing.on_answered.append(late_answer)
        people.hanging_on.append(hanging_on)
        people.has_open_case.append(has_open_case)
        people.hubs_of.append(hubs_of)
        standards.histories.append(history)
        tasks.sources["cases"] = waits_for
