"""What may be done with a team's competences, duties and absences."""

from mash.registers.team.actions.competences import ask, decide, end, record
from mash.registers.team.actions.rota import be_away, come_back, do_duty, withdraw_duty

__all__ = ["ask", "be_away", "come_back", "decide", "do_duty", "end", "record", "withdraw_duty"]
