"""One contract for every register: the real adapter against a service on loopback, and the fake beside it."""

import logging
import socket
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ImproperlyConfigured
from pydantic import ValidationError

from adapters.pds_server import API_KEY, KEY_ID, ODS, PdsServer, death, key_file, key_pair, outcome, resource
from adapters.servers import an_unused_port
from mash.config.environment import Environment, explain
from mash.foundation.adapters import pds
from mash.foundation.adapters.pds import Address, Answer, FhirPds, MemoryPds, Outcome, Patient, Search
from mash.foundation.adapters.pds.reading import patient
from mash.foundation.adapters.pds.signing import SignIn, private_key

AT = datetime(2026, 6, 9, 9, tzinfo=UTC)
ROSA, NEW, TWIN, NOBODY = "9990000018", "9990000026", "9990000034", "9990000042"
REQUEST = UUID("7b6f1d62-25b4-4b5a-9b60-0c2a5ad0a111")
WHO = Search(family="Bellweather", given=("Rosa",), born=date(2017, 3, 14))


@pytest.fixture
def server():
    with PdsServer() as running:
        yield running


def by_fhir(server, **changes):
    sign_in = SignIn(server.token_url, api_key=API_KEY, key_id=KEY_ID, key=key_pair())
    return FhirPds(server.url, **{"sign_in": sign_in, "ods": ODS, **changes})


def by_number(register, number, at=AT, request=REQUEST):
    return register.by_number(number, request=request, at=at)


def search(register, at=AT, **changes):
    return register.search(replace(WHO, **changes), request=REQUEST, at=at)


class TestEveryRegister:
    @pytest.fixture(params=["fhir", "memory"])
    def register(self, request, server):
        """A register, and how it comes to hold a patient given as the service would send them."""
        if request.param == "fhir":
            yield by_fhir(server), server.keep
            assert not server.faults
        else:
            register = MemoryPds()
            yield register, lambda body, replaces="": register.keep(patient(body), replaces=replaces)

    def test_a_number_gives_the_patient_as_they_are_now(self, register):
        asked, keep = register
        keep(resource(ROSA))

        answer = by_number(asked, ROSA)

        assert answer.outcome is Outcome.FOUND
        (match,) = answer.matches
        assert (match.score, match.replaces) == (None, "")
        assert match.patient == Patient(
            nhs_number=ROSA,
            restricted=False,
            family="Bellweather",
            given=("Rosa",),
            known_as="Rosie",
            gender="female",
            born="2017-03-14",
            address=Address(("4 Tannery Row", "Ostermarch"), "ZZ1 4AB"),
            phone="01632960777",
            email="rosa@example.org",
            gp="Y12345",
        )

    def test_a_number_that_nobody_has(self, register):
        answer = by_number(register[0], NOBODY)
        assert (answer.outcome, answer.reason, answer.retry) == (Outcome.NONE, "RESOURCE_NOT_FOUND", False)

    def test_a_number_that_is_none_is_not_asked_about(self, register):
        answer = by_number(register[0], "9990000000")
        assert (answer.outcome, answer.reason, answer.retry) == (Outcome.FAILED, "INVALID_RESOURCE_ID", False)

    def test_a_number_that_another_has_replaced(self, register):
        asked, keep = register
        keep(resource(NEW), replaces=ROSA)
        (match,) = by_number(asked, ROSA).matches
        assert (match.patient.nhs_number, match.replaces) == (NEW, ROSA)
        assert by_number(asked, NEW).matches[0].replaces == ""

    @pytest.mark.parametrize("code", ["R", "V", "X"])
    def test_of_a_restricted_patient_nothing_tells_where_they_are(self, register, code):
        asked, keep = register
        # A service that sends the address all the same changes nothing.
        keep(
            resource(ROSA, code=code)
            | {key: resource(ROSA)[key] for key in ("address", "telecom", "generalPractitioner")}
        )
        (match,) = by_number(asked, ROSA).matches
        assert match.patient.restricted
        assert (match.patient.address, match.patient.phone, match.patient.email, match.patient.gp) == (
            None,
            "",
            "",
            "",
        )
        assert match.patient.family == "Bellweather"

    @pytest.mark.parametrize(
        ("code", "told"),
        [("1", ("2026-02-03", "informal")), ("2", ("2026-02-03", "formal")), ("U", ("", ""))],
    )
    def test_a_death_with_who_gave_notice(self, register, code, told):
        asked, keep = register
        keep(resource(ROSA, **death(code)))
        (match,) = by_number(asked, ROSA).matches
        assert (match.patient.died, match.patient.death_notice) == told

    def test_one_match_with_its_score(self, register):
        asked, keep = register
        keep(resource(ROSA))
        keep(resource(TWIN, given=("Tomas",)))
        answer = search(asked)
        assert answer.outcome is Outcome.FOUND
        assert [(one.patient.nhs_number, one.score) for one in answer.matches] == [(ROSA, 1)]

    def test_no_match(self, register):
        asked, keep = register
        keep(resource(ROSA, born="2017-03-15"))
        assert search(asked) == Answer(Outcome.NONE)

    def test_a_fuzzy_search_finds_what_sounds_alike_or_is_turned_round(self, register):
        asked, keep = register
        keep(resource(ROSA, family="Rosa", given=("Bellweather",)))
        assert search(asked).outcome is Outcome.NONE
        answer = search(asked, fuzzy=True)
        assert [(one.patient.nhs_number, one.score) for one in answer.matches] == [(ROSA, 0.8)]
        assert search(asked, fuzzy=True, exact=True).outcome is Outcome.NONE

    def test_more_than_one_is_too_many_for_an_application(self, register):
        asked, keep = register
        keep(resource(ROSA))
        keep(resource(TWIN))
        assert search(asked) == Answer(Outcome.TOO_MANY)

    def test_several_with_scores_the_best_first(self, register, server):
        asked, keep = register
        server.most = 50
        keep(resource(TWIN, given=("Rosalind",)))
        keep(resource(ROSA))
        answer = search(asked, fuzzy=True, max_results=50)
        assert answer.outcome is Outcome.SEVERAL
        assert [(one.patient.nhs_number, one.score) for one in answer.matches] == [(ROSA, 1), (TWIN, 0.8)]

    def test_with_a_postcode_the_restricted_are_left_out(self, register):
        asked, keep = register
        keep(resource(ROSA, code="R"))
        assert search(asked).outcome is Outcome.FOUND
        assert search(asked, postcode="ZZ1 4AB").outcome is Outcome.NONE

    def test_a_postcode_telephone_sex_or_address_that_differs_finds_nobody(self, register):
        asked, keep = register
        keep(resource(ROSA))
        agreeing = {
            "postcode": "zz14ab",
            "phone": "01632960777",
            "email": "rosa@example.org",
            "gender": "female",
        }
        assert search(asked, **agreeing).outcome is Outcome.FOUND
        for part, other in [
            ("postcode", "ZZ9 9ZZ"),
            ("phone", "01632960778"),
            ("email", "r@example.org"),
            ("gender", "male"),
        ]:
            assert search(asked, **agreeing | {part: other}).outcome is Outcome.NONE, part

    @pytest.mark.parametrize(
        "wrong",
        [
            {"born": None},
            {"family": ""},
            {"family": "B" * 36},
            {"family": "Be*"},
            {"given": (), "fuzzy": True},
        ],
    )
    def test_a_search_that_the_service_would_not_take_does_not_leave(self, register, wrong, server):
        answer = search(register[0], **wrong)
        assert (answer.outcome, answer.reason, answer.retry) == (Outcome.FAILED, "INVALID_SEARCH_DATA", False)
        assert server.asked == []


def test_what_is_sent_is_what_the_specification_asks_for(server):
    server.keep(resource(ROSA))
    register = by_fhir(server)
    search(register, given=("Rosa", "May"), history=True, gender="female", postcode="ZZ1 4AB")
    by_number(register, ROSA)

    (path, asked, headers), (number_path, nothing, _) = server.asked
    assert path == "/personal-demographics/FHIR/R4/Patient"
    assert asked == {
        "_history": ["true"],
        "_max-results": ["1"],
        "family": ["Bellweather"],
        "given": ["Rosa", "May"],
        "gender": ["female"],
        "birthdate": ["eq2017-03-14"],
        "address-postalcode": ["ZZ1 4AB"],
    }
    assert (headers["X-Request-ID"], headers["X-Correlation-ID"]) == (str(REQUEST), str(REQUEST))
    assert headers["NHSD-End-User-Organisation-ODS"] == ODS
    assert (number_path, nothing) == (f"/personal-demographics/FHIR/R4/Patient/{ROSA}", {})


def test_the_token_is_used_until_it_runs_out(server):
    register = by_fhir(server)
    for minutes in (0, 5, 9.4):
        by_number(register, ROSA, AT + timedelta(minutes=minutes))
    assert len(server.signed) == 1
    by_number(register, ROSA, AT + timedelta(minutes=10))
    assert len(server.signed) == 2
    assert server.signed[0]["exp"] == int(AT.timestamp()) + 240


def test_a_token_that_is_not_taken_any_more_is_renewed_once(server):
    register = by_fhir(server)
    server.keep(resource(ROSA))
    by_number(register, ROSA)
    server.live.clear()
    assert by_number(register, ROSA).outcome is Outcome.FOUND
    server.live = frozenset()  # none is taken from now on
    server.sign_in = lambda form: (200, {}, {"access_token": "x", "expires_in": "599"})
    answer = by_number(register, ROSA)
    assert (answer.outcome, answer.reason, answer.retry) == (Outcome.FAILED, "ACCESS_DENIED", False)


@pytest.mark.parametrize(("status", "retry"), [(400, False), (429, True), (503, True)])
def test_a_sign_in_that_is_refused(server, status, retry):
    server.token_status = status
    answer = by_number(by_fhir(server), ROSA)
    assert (answer.outcome, answer.reason, answer.retry) == (Outcome.FAILED, f"sign-in-{status}", retry)
    assert server.asked == []


def test_a_key_that_is_not_registered_gets_no_token(server):
    sign_in = SignIn(server.token_url, api_key=API_KEY, key_id="another", key=key_pair())
    assert by_number(FhirPds(server.url, sign_in=sign_in), ROSA).reason == "sign-in-400"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ((429, {"Retry-After": "5"}, outcome("TOO_MANY_REQUESTS")), ("TOO_MANY_REQUESTS", True, 5)),
        ((429, {"Retry-After": "soon"}, outcome("TOO_MANY_REQUESTS")), ("TOO_MANY_REQUESTS", True, 0)),
        ((408, {}, outcome("UNABLE_TO_CALL_SERVICE")), ("UNABLE_TO_CALL_SERVICE", True, 0)),
        ((503, {"Retry-After": "999999"}, b"<html>"), ("http-503", True, 3600)),
        ((400, {}, outcome("INVALID_VALUE", "Invalid value - 'Bellweather'")), ("INVALID_VALUE", False, 0)),
        ((403, {}, outcome("ACCESS_DENIED")), ("ACCESS_DENIED", False, 0)),
        ((404, {}, b"<html>"), ("http-404", False, 0)),
        ((302, {"Location": "http://example.org/"}, b""), ("http-302", False, 0)),
        ((200, {}, b"<html>"), ("unreadable", False, 0)),
        ((200, {}, {"resourceType": "Patient", "id": "1"}), ("unreadable", False, 0)),
        ((200, {}, b"[" + b" " * 2_000_001 + b"]"), ("unreadable", False, 0)),
        ((400, {}, {"issue": "Bellweather"}), ("http-400", False, 0)),
        ((400, {}, outcome("Bellweather 2017")), ("http-400", False, 0)),
    ],
)
def test_a_failure_is_an_answer_that_says_whether_to_try_again(server, sent, told):
    server.answers = [sent]
    answer = by_number(by_fhir(server), ROSA)
    assert answer.outcome is Outcome.FAILED
    assert (answer.reason, answer.retry, answer.wait) == told


def test_a_number_that_was_invalidated(server):
    server.keep({"id": ROSA, "invalidated": True})
    answer = by_number(by_fhir(server), ROSA)
    assert (answer.outcome, answer.reason) == (Outcome.NONE, "INVALIDATED_RESOURCE")


@pytest.mark.parametrize(
    "entry",
    [
        {"resource": resource(ROSA)},
        {"search": {"score": 2}, "resource": resource(ROSA)},
        {"search": {"score": 1}},
        "x",
    ],
)
def test_a_match_that_is_not_whole_is_no_answer(server, entry):
    server.answers = [(200, {}, {"resourceType": "Bundle", "entry": [entry]})]
    assert search(by_fhir(server)).reason == "unreadable"


def test_a_record_without_a_label_is_taken_as_restricted():
    bare = resource(ROSA)
    del bare["meta"]
    assert patient(bare).restricted
    assert patient(bare).address is None


def test_a_restricted_patient_cannot_be_given_an_address():
    with pytest.raises(ValueError, match="restricted"):
        Patient(nhs_number=ROSA, restricted=True, address=Address(("4 Tannery Row",)))


def test_a_service_that_is_down_or_silent_is_worth_a_retry(server):
    away = f"http://127.0.0.1:{an_unused_port()}"
    assert by_number(by_fhir(server, timeout=1), ROSA).outcome is Outcome.NONE
    sign_in = SignIn(server.token_url, api_key=API_KEY, key_id=KEY_ID, key=key_pair())
    answer = by_number(FhirPds(away, sign_in=sign_in), ROSA)
    assert (answer.reason, answer.retry) == ("unreachable", True)
    answer = by_number(
        FhirPds(away, sign_in=SignIn(f"{away}/token", api_key="k", key_id="i", key=key_pair())), ROSA
    )
    assert (answer.reason, answer.retry) == ("sign-in-unreachable", True)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        answer = by_number(FhirPds(url, sign_in=sign_in, timeout=0.2), ROSA)
    assert (answer.reason, answer.retry) == ("unreachable", True)


def test_nobody_is_named_in_a_log(server, caplog):
    """What answers badly is what libraries warn of, with the whole address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)

        def answer():
            connection = listening.accept()[0]
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 2\r\n\r\n{}")
            connection.close()

        thread = threading.Thread(target=answer)
        thread.start()
        sign_in = SignIn(server.token_url, api_key=API_KEY, key_id=KEY_ID, key=key_pair())
        with caplog.at_level(logging.WARNING):
            search(FhirPds(f"http://127.0.0.1:{listening.getsockname()[1]}", sign_in=sign_in))
        thread.join()
    assert "Bellweather" not in caplog.text
    assert "2017" not in caplog.text


class TestTheSetting:
    @pytest.fixture
    def given(self, settings, tmp_path, server):
        settings.MASH_PDS = "fhir"
        settings.MASH_PDS_URL, settings.MASH_PDS_TOKEN_URL = server.url, server.token_url
        settings.MASH_PDS_API_KEY, settings.MASH_PDS_KEY_ID, settings.MASH_PDS_ODS = API_KEY, KEY_ID, ODS
        settings.MASH_PDS_KEY_FILE = str(key_file(tmp_path))
        return settings

    def test_off_asks_nobody(self):
        assert not pds.is_on()
        for answer in (by_number(pds.pds(), ROSA), search(pds.pds())):
            assert answer == Answer(Outcome.FAILED, reason="off")

    def test_memory_is_one_for_all(self, settings):
        settings.MASH_PDS = "memory"
        assert pds.is_on()
        assert pds.pds() is pds.in_memory

    def test_fhir_signs_in_with_the_key_of_the_file_once(self, given, server):
        server.keep(resource(ROSA))
        for _ in range(2):
            assert by_number(pds.pds(), ROSA, request=uuid4()).outcome is Outcome.FOUND
        assert len(server.signed) == 1

    def test_fhir_without_its_settings_says_which(self, given):
        given.MASH_PDS_API_KEY = given.MASH_PDS_KEY_FILE = ""
        with pytest.raises(ImproperlyConfigured, match=r"needs MASH_PDS_API_KEY, MASH_PDS_KEY_FILE"):
            pds.pds()

    def test_an_unknown_kind_says_which_there_are(self, settings):
        settings.MASH_PDS = "spine"
        with pytest.raises(ImproperlyConfigured, match="off, memory, fhir"):
            pds.is_on()

    @pytest.mark.parametrize("name", ["MASH_PDS_URL", "MASH_PDS_TOKEN_URL"])
    @pytest.mark.parametrize(
        "url", ["http://pds.example.org/FHIR", "https://", "pds", "https://pds.example.org/?a=b"]
    )
    def test_an_address_that_others_could_read(self, given, name, url):
        setattr(given, name, url)
        with pytest.raises(ImproperlyConfigured, match=name):
            pds.pds()

    def test_a_key_that_cannot_be_read_is_said_without_it(self, tmp_path):
        wrong = tmp_path / "wrong.pem"
        wrong.write_text("a secret that is no key")
        with pytest.raises(ImproperlyConfigured, match="MASH_PDS_KEY_FILE") as said:
            private_key(str(wrong))
        assert "a secret" not in str(said.value)
        other = ec.generate_private_key(ec.SECP256R1())
        wrong.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        with pytest.raises(ImproperlyConfigured, match="RSA"):
            private_key(str(wrong))

    def test_the_process_does_not_start_without_what_signing_in_needs(self, monkeypatch):
        monkeypatch.setenv("MASH_PDS", "fhir")
        monkeypatch.setenv("MASH_PDS_KEY_ID", KEY_ID)
        with pytest.raises(ValidationError) as wrong:
            Environment()
        said = explain(wrong.value)
        assert "MASH_PDS_API_KEY: " in said
        assert "MASH_PDS_KEY_FILE: " in said
        assert "MASH_PDS_KEY_ID: " not in said
