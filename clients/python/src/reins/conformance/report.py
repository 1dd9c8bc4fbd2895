"""Checks one after the other, and what came of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass


class Failed(Exception):
    """A check failed; the text says what was seen and what was expected."""


class Skipped(Exception):
    """A check does not apply; the text says why."""


@dataclass
class Result:
    """Of one check."""

    name: str
    outcome: str  #: passed, failed or skipped
    text: str
    seconds: float

    def line(self) -> str:
        """For people."""
        return f"{self.outcome:8} {self.name}{': ' if self.text else ''}{self.text}"

    json = asdict


def run(checks: Iterable[Callable[[], str | None]], tell: Callable[[Result], None]) -> list[Result]:
    """Runs all checks, whatever became of those before; a check returns what it measured. Its docstring is its name."""
    results = []
    for check in checks:
        started = time.monotonic()
        try:
            outcome, text = "passed", check() or ""
        except Skipped as reason:
            outcome, text = "skipped", str(reason)
        except Failed as reason:
            outcome, text = "failed", str(reason)
        except Exception as error:  # a check that breaks is a failure with a name, and the next ones still run
            outcome, text = "failed", f"{type(error).__name__}: {error}"
        results.append(Result((check.__doc__ or check.__name__).split("\n")[0].rstrip("."), outcome, text, time.monotonic() - started))
        tell(results[-1])
    return results


def require(condition: object, text: str) -> None:
    """Raises `Failed` unless `condition`."""
    if not condition:
        raise Failed(text)
