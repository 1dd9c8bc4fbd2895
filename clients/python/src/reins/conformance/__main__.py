"""`python -m reins.conformance`."""

from __future__ import annotations

import argparse
import json
import shlex
import sys

from ..keys import add_key_options, keys_of
from .report import Result, run


def main() -> None:
    """Exit code 0 when nothing failed, 1 otherwise, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m reins.conformance", description="Checks a robot driver or a hub against docs/wire.md.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--driver", metavar="CMD", help="starts a little hub and CMD, in which {endpoint} is the hub's address; the robot will move")
    what.add_argument("--connect", metavar="ENDPOINT", help="a running hub, for example tcp://127.0.0.1:5555")
    parser.add_argument("--task", default="PandaReach-v3", help="for --connect: the simulated task that is opened where the hub has some")
    add_key_options(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object per check")
    options = parser.parse_args()

    def tell(result: Result) -> None:
        print(json.dumps(result.json()) if options.json else result.line(), flush=True)

    if options.driver:
        from .driver import DriverChecks

        subject = DriverChecks(shlex.split(options.driver))
    else:
        from .hub import HubChecks

        subject = HubChecks(options.connect, options.task, keys_of(options))
    try:
        results = run(subject.checks(), tell)
    finally:
        subject.close()
    counts = {outcome: sum(r.outcome == outcome for r in results) for outcome in ("passed", "failed", "skipped")}
    if not options.json:
        print(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))
    sys.exit(1 if counts["failed"] else 0)


if __name__ == "__main__":
    main()
