"""A driver that does one thing wrong, to see that the conformance test finds it."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / folder) for folder in ("src", "examples")]

from driver import ArmDriver  # noqa: E402
from reins.gate import CommandGate  # noqa: E402
from reins.robot import read_description  # noqa: E402

fault, endpoint, description = sys.argv[1:]
if fault == "epochs":
    check = CommandGate._check

    def blind(self, command, now_ns):
        self.highest_obeyed, self.lowest = 0, 1
        return check(self, command, now_ns)

    CommandGate._check = blind
elif fault == "patience":
    CommandGate.fresh = lambda self, now_ns: now_ns <= self._fresh_until + 300_000_000
elif fault == "nan":
    CommandGate._check = lambda self, command, now_ns: None
    apply = ArmDriver.apply
    ArmDriver.apply = lambda self, action: apply(self, action[:7] if len(action) >= 7 else action.repeat(2)[:7])
ArmDriver(endpoint, read_description(description)).run()
