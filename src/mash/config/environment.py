"""Settings that a machine or a hub gives, read once from the environment, typed, with their own explanations."""

from __future__ import annotations

import sys
from typing import Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(BaseSettings):
    """Every setting is an environment variable `MASH_<NAME>`; the description says what it is for."""

    model_config = SettingsConfigDict(env_prefix="MASH_", extra="ignore")

    env: Literal["demo", "test", "production"] = Field("production", description="What this installation is.")
    secret_key: str = Field(min_length=32, description="Signs sessions; at least 32 random characters.")
    file_key: str = Field(min_length=44, description="Fernet key that encrypts drafts and uploads at rest.")
    database_url: str = Field(description="PostgreSQL as the application role (mash_app).")
    owner_database_url: str = Field("", description="PostgreSQL as mash_owner; only migrations need it.")
    base_url: str = Field("http://127.0.0.1:8000", description="The address that people type.")
    state: str = Field("", description="Folder for uploads and, with the embedded database, for its data.")
    mail: Literal["memory", "console", "smtp", "notify", "file"] = Field(
        "console", description="How messages leave."
    )
    mail_from: str = Field("mash@example.org", description="The sender's address for mail=smtp.")
    smtp: str = Field("", description="smtp://user:password@host:port for mail=smtp.")
    notify_key: str = Field("", description="GOV.UK Notify API key for mail=notify.")
    notify_email_template: str = Field("", description="Notify's template id for e-mails.")
    notify_text_template: str = Field("", description="Notify's template id for texts.")
    lookup: str = Field(
        "", description="Socket of `mash lookup`, which has the index of persons; empty: plain search."
    )
    access_log: str = Field(
        "",
        description="Folder of the web server's lines, held against the ledger; empty: `access` in the state folder.",
    )
    log_key: str = Field(
        "",
        description="File of the log's private key; empty: `log.key` in the state folder. Keep it out of backups.",
    )
    log_origin: str = Field(
        "",
        description="The name that the log takes at its first start; empty: the site's host and `/ledger`.",
    )
    log_witnesses: str = Field(
        "", description='JSON list of witnesses of the log: [{"vkey": "name+id+key", "url": "https://..."}].'
    )
    log_quorum: int = Field(
        0, description="How many witnesses a checkpoint needs; 0: more than half of them."
    )
    lookup_copy: str = Field(
        "",
        description="File of the index's encrypted copy; empty: `lookup.copy` in the state folder; `none`: none is kept.",
    )
    files: str = Field("", description="Folder of attachments; empty: `files` in the state folder.")
    file_old_keys: str = Field("", description="Earlier file keys, comma-separated, still readable.")
    clamd: str = Field(
        "", description="unix:/path or tcp:host:port of clamd; empty: uploads stay quarantined."
    )
    upload_max_bytes: int = Field(20_000_000, description="The largest attachment, in bytes.")
    mailboxes: str = Field(
        "",
        description='JSON list of watched mailboxes: [{"key": "children", "desk": "county-children", "address": "...", "url": "imaps://user:password@host:993/INBOX", "trusts": "mx.example.org"}].',
    )
    mailbox_max_bytes: int = Field(
        40_000_000, description="The largest message that is read, in bytes; a larger one is set aside."
    )
    idle_minutes: int = Field(20, description="Signed out after this long without use.")
    oidc: str = Field("", description="JSON list of OpenID Connect providers for staff sign-in.")
    duty_phone: str = Field("01632 960 100", description="The duty number when no hub is known yet.")
    pds: Literal["off", "memory", "fhir"] = Field(
        "off", description="How the NHS Personal Demographics Service (PDS) is asked; memory is for tests."
    )
    pds_url: str = Field(
        "https://api.service.nhs.uk/personal-demographics/FHIR/R4",
        description="Address of the service for pds=fhir, up to /Patient.",
    )
    pds_token_url: str = Field(
        "https://api.service.nhs.uk/oauth2/token", description="Where pds=fhir signs in."
    )
    pds_api_key: str = Field("", description="The application's API key for pds=fhir.", validate_default=True)
    pds_key_id: str = Field(
        "",
        description="The name (kid) under which the public key is registered, for pds=fhir.",
        validate_default=True,
    )
    pds_key_file: str = Field(
        "", description="PEM file of the private RSA key for pds=fhir.", validate_default=True
    )
    pds_ods: str = Field("", description="ODS code of the organisation whose people ask the service.")

    @field_validator("pds_api_key", "pds_key_id", "pds_key_file")
    @classmethod
    def _needed_to_sign_in(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("pds") == "fhir" and not value:
            raise ValueError("needed where MASH_PDS is fhir")
        return value


def explain(error: ValidationError) -> str:
    """One line a setting: its variable, what is wrong and what it is for."""
    lines = ["MASH cannot start: these settings are missing or wrong."]
    for problem in error.errors():
        name = str(problem["loc"][0])
        field = Environment.model_fields.get(name)
        variable = f"MASH_{name.upper()}"
        lines.append(
            f"  {variable}: {problem['msg'].lower()}. {(field and field.description) or ''}".rstrip()
        )
    return "\n".join(lines)


def load() -> Environment:
    """The environment's settings, or the process ends with `explain`'s text and status 78 (EX_CONFIG)."""
    try:
        return Environment()
    except ValidationError as error:
        sys.stderr.write(explain(error) + "\n")
        raise SystemExit(78) from None
