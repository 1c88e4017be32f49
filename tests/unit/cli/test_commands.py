import argparse
import json
import os
import subprocess
import sys

import pytest

from mash import cli
from mash.cli import inspection, reference
from mash.cli.commands import check, outbox, personas
from mash.cli.errors import UserError
from mash.cli.loading import refuse_unless_demo
from mash.cli.printing import show, table

EXPECTED = set(
    "check demo docs manage migrate openapi outbox personas pids routes serve test worker".split()  # noqa: SIM905 - reads better
)


def test_every_command_has_a_sentence_and_its_own_module():
    found = cli.every_command()

    assert set(found) >= EXPECTED
    assert all(command.HELP.endswith((".", ")")) for command in found.values())


def test_an_unknown_word_is_refused_where_nothing_is_passed_on(capsys):
    with pytest.raises(SystemExit):
        cli.main(["pids", "--jsno"])

    assert "unrecognized arguments: --jsno" in capsys.readouterr().err


def test_what_pytest_knows_is_passed_on():
    options, rest = cli.parser().parse_known_args(["test", "--long", "-k", "drafts", "tests/unit"])

    assert options.long
    assert rest == ["-k", "drafts", "tests/unit"]
    assert options.chosen.PASSES_ON


def test_attaching_to_nothing_is_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MASH_STATE", str(tmp_path))

    assert cli.main(["pids"]) == 1
    assert (
        capsys.readouterr().err
        == f"No MASH is running in {tmp_path}. Start one with ./mash demo, or set MASH_STATE.\n"
    )


def test_secrets_are_shown_in_the_demo_alone(monkeypatch):
    monkeypatch.setenv("MASH_ENV", "production")

    with pytest.raises(UserError, match="the demo alone"):
        refuse_unless_demo()
    assert "demo only" in personas.HELP


def test_lists_are_json_for_programs_and_lines_for_people(capsys):
    show([{"name": "Ffion", "roles": ["screener"]}], as_json=True)
    assert json.loads(capsys.readouterr().out) == [{"name": "Ffion", "roles": ["screener"]}]

    show([{"name": "Ffion", "roles": ["screener"]}], as_json=False)
    assert capsys.readouterr().out == 'Ffion  ["screener"]\n'


def test_a_table_is_aligned_under_its_headings(capsys):
    table(
        [{"to": "a@b.example", "code": "123456"}, {"to": "c@d", "code": None}], {"to": "TO", "code": "CODE"}
    )
    assert capsys.readouterr().out == "TO           CODE\na@b.example  123456\nc@d          -\n"


def test_the_outbox_says_when_to_whom_and_with_which_code(monkeypatch, capsys):
    sent = {
        "at": "2026-06-09T09:00:05+00:00",
        "channel": "email",
        "to": "vera@example.org",
        "template": "code",
    }
    sent |= {
        "reference": "7K2QM-9XPRT",
        "code": "482913",
        "link": "http://x/return/code",
        "body": "Your code ...",
    }
    monkeypatch.setattr(outbox, "set_up", lambda _environment: None)
    monkeypatch.setattr(outbox.instance, "environment", lambda _folder: {})
    monkeypatch.setattr(outbox, "refuse_unless_demo", lambda: None)
    monkeypatch.setattr("mash.demo.messages.listing", lambda: [sent])

    assert outbox.run(argparse.Namespace(json=False)) == 0

    heading, line = capsys.readouterr().out.splitlines()
    assert heading.split() == ["WHEN", "BY", "TO", "MESSAGE", "REFERENCE", "CODE", "LINK"]
    assert line.split() == [
        "2026-06-09",
        "10:00:05",
        "email",
        "vera@example.org",
        "code",
        "7K2QM-9XPRT",
        "482913",
        "http://x/return/code",
    ]


SAYING = """
import sys, types
from mash import cli
say = types.SimpleNamespace(HELP=".", arguments=lambda _: None, run=lambda _: print("x" * 100_000) or 0)
cli.every_command = lambda: {"say": say}
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("words", "status"), [(["say"], {cli.READER_GONE}), (["--help"], {0, cli.READER_GONE})]
)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_who_has_seen_enough_ends_it_without_a_word(words, status, unbuffered):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-c", SAYING, *words],
        stdout=writer,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        check=False,
    )
    os.close(writer)
    assert done.returncode in status
    assert done.stderr == b""


def test_check_reports_every_failure_and_not_the_first_alone(monkeypatch, capsys, tmp_path):
    say = [sys.executable, "-c"]
    failing = [*say, "import sys; print('bad', sys.argv[1]); sys.exit(1)"]
    monkeypatch.setattr(check.project, "root", lambda: tmp_path)
    monkeypatch.setattr(
        check,
        "checks",
        lambda: {
            "one": ([*failing, "first"], {}),
            "two": ([*say, ""], {}),
            "three": ([*failing, "last"], {}),
        },
    )

    status = check.run(argparse.Namespace(only=None))

    output = capsys.readouterr().out
    assert status == 1
    assert "bad first" in output
    assert "bad last" in output
    assert "ok     two" in output


def test_words_for_unfinished_work_are_found(monkeypatch, tmp_path):
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    word = "TO" + "DO"
    (tmp_path / "a.py").write_text(f"x = 1\n# {word}: finish\n")
    (tmp_path / "b.py").write_text(f"{word.lower()} = '{word}LIST'\n")
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    monkeypatch.setattr(inspection.project, "root", lambda: tmp_path)

    assert inspection.unfinished() == [f"a.py:2: # {word}: finish"]


def test_a_page_that_differs_is_stale_until_it_is_written(monkeypatch, tmp_path):
    monkeypatch.setattr(reference, "set_up", lambda _environment: None)
    monkeypatch.setattr(reference.project, "root", lambda: tmp_path)
    pages = [f"docs/reference/{name}" for name in reference.PAGES]

    assert reference.stale() == pages
    assert reference.write() == pages
    assert reference.stale() == []

    (tmp_path / pages[0]).write_text("edited by hand")
    assert reference.stale() == pages[:1]


def test_the_commands_page_names_options_with_their_values():
    page = reference.commands_page()

    assert "- `--port PORT`: the port to serve on" in page
    assert "- `--json`: " in page
