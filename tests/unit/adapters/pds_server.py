"""The Personal Demographics Service on loopback: its sign-in and its two questions, as its specification says.

It holds patients as FHIR resources and compares by itself, so that a fake that agrees with it agrees with something else.
A request that the specification does not allow is answered as the service would answer it.
"""

import http.server
import json
import re
import uuid
from functools import cache
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from adapters.servers import _Running, _Server

API_KEY, KEY_ID, ODS = "an-application", "ostermarch-1", "X2600"
PARAMETERS = {
    "_fuzzy-match", "_exact-match", "_history", "_max-results", "family", "given", "gender", "birthdate", "death-date",
    "address-postalcode", "general-practitioner", "email", "phone",
}  # fmt: skip
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NUMBER = re.compile(r"/Patient/(\d+)")


@cache
def key_pair():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def key_file(folder):
    path = folder / "pds.pem"
    path.write_bytes(key_pair().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def resource(number, *, family="Bellweather", given=("Rosa",), born="2017-03-14", code="U", **more):
    """A patient as the service would send them; `code` is the label of who may know where they are."""
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": code}
    whereabouts = {
        "address": [
            {"use": "home", "line": ["9 Old Road"], "postalCode": "ZZ1 9ZZ", "period": {"start": "2017-01-01", "end": "2024-01-01"}},
            {"use": "temp", "line": ["1 Other Place"], "postalCode": "ZZ2 2ZZ"},
            {"use": "home", "line": ["4 Tannery Row", "Ostermarch"], "postalCode": "ZZ1 4AB"},
        ],
        "telecom": [
            {"system": "phone", "use": "mobile", "value": "01632960777"},
            {"system": "email", "use": "home", "value": "rosa@example.org"},
        ],
        "generalPractitioner": [{"type": "Organization", "identifier": {"value": "Y12345"}}],
    }  # fmt: skip
    names = [
        {
            "use": "old",
            "family": "Former",
            "given": ["Rosa"],
            "period": {"start": "2017-03-14", "end": "2019-01-01"},
        },
        {"use": "usual", "family": family, "given": list(given)},
        {"use": "nickname", "given": ["Rosie"]},
    ]
    return {
        "resourceType": "Patient",
        "id": number,
        "meta": {"versionId": "2", "security": [label]},
        "name": names,
        "gender": "female",
        "birthDate": born,
        **(whereabouts if code == "U" else {}),
        **more,
    }


def death(code, on="2026-02-03"):
    url = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus"
    status = {"url": "deathNotificationStatus", "valueCodeableConcept": {"coding": [{"code": code}]}}
    return {
        "deceasedDateTime": f"{on}T00:00:00+00:00",
        "extension": [{"url": url, "extension": [status]}],
    }


def outcome(code, diagnostics=""):
    coding = {"system": "https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode", "code": code}
    issue = {"severity": "error", "code": "value", "details": {"coding": [coding]}}
    return {
        "resourceType": "OperationOutcome",
        "issue": [issue | ({"diagnostics": diagnostics} if diagnostics else {})],
    }


class PdsServer(_Running):
    """`patients` and `replaced` are what it holds. `answers` are sent first: (status, headers, body) each.

    `asked` keeps (path, parameters, headers), `signed` the statements that were taken, `faults` what was wrong with others.
    """

    def __init__(self):
        self.patients, self.replaced = {}, {}
        self.answers, self.asked, self.signed, self.faults = [], [], [], []
        self.token_status, self.lasts = 200, "599"
        self.live = set()
        self.most = 1
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                self.send(*outer.sign_in(form))

            def do_GET(self):
                parts = urlsplit(self.path)
                outer.asked.append((parts.path, parse_qs(parts.query), dict(self.headers)))
                self.send(*outer.answer(parts.path, parse_qs(parts.query), self.headers))

            def send(self, status, headers, body):
                encoded = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in {"Content-Length": str(len(encoded)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(encoded)

            def log_message(self, *_):
                """Say nothing on the tests' terminal."""

        self._start(_Server(("127.0.0.1", 0), Handler))
        self.root = f"http://127.0.0.1:{self.port}"
        self.url, self.token_url = f"{self.root}/personal-demographics/FHIR/R4", f"{self.root}/oauth2/token"

    def keep(self, found, replaces=""):
        self.patients[found["id"]] = found
        if replaces:
            self.replaced[replaces] = found["id"]

    def sign_in(self, form):
        if self.token_status != 200:
            return self.token_status, {}, {"error": "invalid_client"}
        try:
            assert form["grant_type"] == "client_credentials"
            assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            assert jwt.get_unverified_header(form["client_assertion"])["kid"] == KEY_ID
            said = jwt.decode(
                form["client_assertion"], key_pair().public_key(), algorithms=["RS512"], audience=self.token_url,
                options={"verify_exp": False, "require": ["iss", "sub", "aud", "jti", "exp"]},
            )  # fmt: skip
            assert said["iss"] == said["sub"] == API_KEY
            assert said["jti"] not in {one["jti"] for one in self.signed}
        except (AssertionError, KeyError, jwt.PyJWTError) as error:
            self.faults.append(repr(error))
            return 400, {}, {"error": "invalid_request"}
        self.signed.append(said)
        token = uuid.uuid4().hex
        self.live.add(token)
        return 200, {}, {"access_token": token, "expires_in": self.lasts, "token_type": "Bearer"}

    def answer(self, path, asked, headers):
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self.live:
            return 401, {}, outcome("ACCESS_DENIED")
        if not UUID.fullmatch(headers.get("X-Request-ID", "")):
            return 400, {}, outcome("MISSING_VALUE", "Missing value - 'X-Request-ID'")
        if self.answers:
            return self.answers.pop(0)
        below = path.removeprefix("/personal-demographics/FHIR/R4")
        if number := NUMBER.fullmatch(below):
            return self.retrieve(number[1])
        return self.search(asked) if below == "/Patient" else (404, {}, b"no such page")

    def retrieve(self, number):
        held = self.patients.get(self.replaced.get(number, number))
        if held is None:
            return 404, {}, outcome("RESOURCE_NOT_FOUND")
        if held.get("invalidated"):
            return 404, {}, outcome("INVALIDATED_RESOURCE")
        return 200, {}, held

    def search(self, asked):
        fuzzy = asked.get("_fuzzy-match") == ["true"]
        most = int(asked.get("_max-results", ["1"])[0])
        if fault := self.fault(asked, fuzzy):
            return 400, {}, fault
        if most > self.most:
            return 403, {}, outcome("INVALID_VALUE")
        found = [(one, self.score(one, asked, fuzzy)) for one in self.patients.values()]
        least = 1 if asked.get("_exact-match") == ["true"] else 0.01
        entries = [{"search": {"score": score}, "resource": one} for one, score in found if score >= least]
        if len(entries) > most:
            return 200, {}, outcome("TOO_MANY_MATCHES")
        return (
            200,
            {},
            {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries},
        )

    def fault(self, asked, fuzzy):
        if extra := set(asked) - PARAMETERS:
            return outcome("ADDITIONAL_PROPERTIES", str(extra))
        if "birthdate" not in asked:
            return outcome("MISSING_VALUE", "Missing value - 'birth_date'")
        if not all(re.fullmatch(r"(eq|ge|le)\d{4}-\d\d-\d\d", one) for one in asked["birthdate"]):
            return outcome("INVALID_VALUE", "Invalid value in field 'birthdate'")
        if "family" not in asked or (fuzzy and "given" not in asked):
            return outcome("INVALID_SEARCH_DATA")
        return None

    def score(self, one, asked, fuzzy):
        name = next(each for each in one["name"] if each["use"] == "usual")
        if one["birthDate"] != asked["birthdate"][0][2:]:
            return 0
        if asked.get("gender", [one["gender"]]) != [one["gender"]]:
            return 0
        restricted = one["meta"]["security"][0]["code"] != "U"
        if postcode := asked.get("address-postalcode"):
            held = {each["postalCode"].replace(" ", "").lower() for each in one.get("address", [])}
            if restricted or postcode[0].replace(" ", "").lower() not in held:
                return 0
        for what in ("phone", "email"):
            held = {each["value"] for each in one.get("telecom", []) if each["system"] == what}
            if what in asked and asked[what][0] not in held:
                return 0
        said = [asked["family"][0].lower(), " ".join(asked.get("given", [])).lower()]
        told = [name["family"].lower(), " ".join(name["given"][: len(asked.get("given", []))]).lower()]
        if said == told:
            return 1
        alike = fuzzy and (said == told[::-1] or [each[:1] for each in said] == [each[:1] for each in told])
        return 0.8 if alike else 0
