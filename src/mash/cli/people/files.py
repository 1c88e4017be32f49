"""What the commands that work on files share."""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mash.cli.errors import UserError

if TYPE_CHECKING:
    from mash.registers.people.matching.model import Model
    from mash.registers.people.matching.reading import People


def mapping_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--mapping",
        type=Path,
        metavar="M.json",
        help="column → field; without it the headings are understood",
    )


@contextlib.contextmanager
def readable() -> Iterator[None]:
    """What is wrong with a file becomes a sentence."""
    from mash.registers.people.matching.evaluation import NotLabelledError
    from mash.registers.people.matching.reading import UnreadableFileError

    try:
        yield
    except (UnreadableFileError, NotLabelledError) as error:
        raise UserError(str(error)) from error


def people(path: Path, options: argparse.Namespace, *, truth: str | None = None) -> People:
    """The people of a file, its columns understood by the headings or by `--mapping`."""
    from mash.registers.people.matching.reading import read_people

    if not path.is_file():
        raise UserError(f"There is no file {path}.")
    return read_people(path, mapping=given_mapping(options), truth=truth)


def given_mapping(options: argparse.Namespace) -> dict[str, str] | None:
    """Column → field, as `--mapping` says."""
    if not options.mapping:
        return None
    found = {column: field for column, field in _object(options.mapping).items() if isinstance(field, str)}
    if len(found) < len(_object(options.mapping)):
        raise UserError(f"{options.mapping} is no mapping: name a field for each column.")
    return found


def model(path: Path) -> Model:
    """A model from its file."""
    from mash.registers.people.matching.model import Model

    if not path.is_file():
        raise UserError(f"There is no file {path}.")
    try:
        return Model.from_json(path.read_text())
    except ValueError as error:
        raise UserError(f"{path} is no model of persons. {error}") from error


def _object(path: Path) -> Mapping[str, object]:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read as JSON.") from error
    if not isinstance(found, dict):
        raise UserError(f"{path} holds no JSON object.")
    return found
