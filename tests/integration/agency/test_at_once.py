"""One page that saves itself while its button is pressed: its own saves, however they overtake each other, never stand in its
way."""

from tests.integration.agency.asking import DISCLOSED, as_agency, ask, client, hidden
from tests.races import WRITERS, at_once

from mash.casework.sharing.models import Request
from mash.foundation.kernel.time import now

ROUNDS = 5


def test_the_button_of_a_page_wins_over_the_saves_of_the_same_page(world, own_database):
    clients = [client(world, "police") for _ in range(WRITERS)]
    for number in range(ROUNDS):
        ref = ask(world, at=now())
        address = f"/requests/{ref}/answer/1"
        said = {**hidden(clients[0].get(address)), **DISCLOSED}

        def sends(place, said=said, address=address):
            typed = {**said, "worries": f"As typed at {place}."}
            if place:
                return clients[place].post(f"{address}/autosave", typed).status_code
            return clients[0].post(address, {**typed, "action": "save"}).status_code

        pressed, *saves = at_once(WRITERS, sends)
        assert pressed == 302, number
        assert set(saves) <= {204, 409}, number
        with as_agency(world, at=now()):
            kept = Request.objects.get(ref=ref).working
        assert "As typed at 0." in str(kept), "what the button sent is what is kept"
