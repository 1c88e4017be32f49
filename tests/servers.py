"""Real servers of others, each started for the tests on this machine alone, with a configuration of its own."""

import getpass
import grp
import ipaddress
import os
import pwd
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mash.foundation.adapters.antivirus import TEST_MARKER, TEST_SIGNATURE


@pytest.fixture(scope="session")
def clamd(clamd_path) -> Iterator[str]:
    """The address of a clamd that knows TEST_MARKER as TEST_SIGNATURE, anywhere in a file."""
    # A socket's path may have no more than some hundred characters: pytest's own folders are too deep.
    with tempfile.TemporaryDirectory(prefix="mash-clamd-") as name:
        folder = Path(name)
        database = folder / "db"
        database.mkdir()
        (database / "mash.ndb").write_text(f"{TEST_SIGNATURE}:0:*:{TEST_MARKER.hex()}\n")
        path, log, settings = folder / "socket", folder / "log", folder / "clamd.conf"
        settings.write_text(
            f"LocalSocket {path}\nDatabaseDirectory {database}\nForeground yes\nUser {getpass.getuser()}\n"
            f"LogFile {log}\nTemporaryDirectory {folder}\nStreamMaxLength 12M\nMaxThreads 2\n"
        )
        process = subprocess.Popen(
            [clamd_path, "--config-file", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait_for(path, process, log)
            yield f"unix:{path}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_for(address: Path | tuple[str, int], process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 30
    unix = isinstance(address, Path)
    while time.monotonic() < until:
        assert process.poll() is None, f"it ended: {log.read_text() if log.exists() else 'no log'}"
        with socket.socket(socket.AF_UNIX if unix else socket.AF_INET) as probe:
            try:
                probe.connect(str(address) if unix else address)
            except OSError:
                time.sleep(0.02)
            else:
                return
    raise AssertionError("It did not start within 30 seconds.")


@dataclass
class MailServer:
    """A Dovecot with as many accounts as are asked for, the password of each of them being `let-me-in`."""

    folder: Path
    port: int
    ca: Path
    _count: Iterator[int]
    _owner: tuple[int, int] | None

    def url(self, account: str, folder: str = "INBOX") -> str:
        return f"imaps://{account}:let-me-in@127.0.0.1:{self.port}/{folder}"

    def put(self, account: str, *messages: bytes) -> None:
        """Deliver messages as a delivery agent does: into `new` of the account's Maildir."""
        mail = self.folder / "home" / account / "Maildir"
        for part in ("", "cur", "new", "tmp"):
            self._own(mail / part, make=True)
        for raw in messages:
            path = mail / "tmp" / f"{time.time_ns()}.{next(self._count)}.here"
            path.write_bytes(raw)
            self._own(path)
            path.rename(mail / "new" / path.name)

    def held(self, account: str, folder: str = "INBOX") -> int:
        """How many messages lie in a folder, counted on the disk."""
        mail = self.folder / "home" / account / "Maildir"
        at = mail if folder == "INBOX" else mail / f".{folder}"
        return sum(len(list((at / part).glob("*"))) for part in ("cur", "new"))

    def number_anew(self, account: str) -> None:
        """Forget which number each message has: the next UIDVALIDITY is another one."""
        mail = self.folder / "home" / account / "Maildir"
        for path in [*mail.glob("dovecot*")]:
            path.unlink()

    def _own(self, path: Path, *, make: bool = False) -> None:
        if make:
            path.mkdir(parents=True, exist_ok=True)
        if self._owner:
            for one in (path, *path.parents):
                if one == self.folder / "home":
                    break
                os.chown(one, *self._owner)


@pytest.fixture(scope="session")
def dovecot(dovecot_path) -> Iterator[MailServer]:
    """An IMAP server on a port of this machine alone, over TLS with a certificate of its own."""
    with tempfile.TemporaryDirectory(prefix="mash-imap-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "home").mkdir()
        certificate, key = _certificate(folder)
        port = _free_port()
        # As root it keeps its own users, as it must; else everything is whoever runs the tests.
        root = os.geteuid() == 0
        mail = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
        group = grp.getgrgid(mail.pw_gid).gr_name
        if root:
            os.chown(folder / "home", mail.pw_uid, mail.pw_gid)
        me = (
            ""
            if root
            else f"default_login_user = {mail.pw_name}\ndefault_internal_user = {mail.pw_name}\ndefault_internal_group = {group}\n"
        )
        settings = folder / "dovecot.conf"
        settings.write_text(
            f"""base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
{me}protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/Maildir
passdb {{
  driver = static
  args = password=let-me-in
}}
userdb {{
  driver = static
  args = uid={mail.pw_uid} gid={mail.pw_gid} home={folder}/home/%n
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""
        )
        process = subprocess.Popen(
            [dovecot_path, "-F", "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait_for(("127.0.0.1", port), process, folder / "log")
            owner = (mail.pw_uid, mail.pw_gid) if root else None
            yield MailServer(folder, port, certificate, count(), owner)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail of the tests")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False, key_encipherment=False,
                data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    private.chmod(0o600)
    return certificate, private
