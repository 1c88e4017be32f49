"""Playing a worry: the application's own actions, each by the person who would do it and at its own time."""

from mash.demo.play.stage import PlayError, Stage
from mash.demo.play.worry import draft_of, earlier_draft_of, play

__all__ = ["PlayError", "Stage", "draft_of", "earlier_draft_of", "play"]
