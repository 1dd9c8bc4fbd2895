"""Which commands a robot obeys."""

import math
import tempfile
import unittest
from pathlib import Path

import support  # noqa: F401
from reins import reins_pb2 as pb
from reins.errors import Rejected
from reins.gate import CommandGate

MS = 1_000_000


class Gate(unittest.TestCase):
    def setUp(self):
        self.gate = CommandGate(2, 25)

    def verdict(self, now=0, **fields):
        fields = {"epoch": 3, "authority": pb.AUTHORITY_POLICY, "action": [0.1, -1]} | fields
        try:
            self.gate.accept(pb.Command(**fields), now)
        except Rejected as error:
            return pb.RejectionReason.Name(error.reason).removeprefix("REJECTION_REASON_")
        return "obeyed"

    def test_only_good_commands_are_obeyed(self):
        for expected, fields in [
            ("obeyed", {}), ("LENGTH", {"action": [0.1]}), ("LENGTH", {"action": []}), ("NON_FINITE", {"action": [math.nan, 0]}),
            ("NON_FINITE", {"action": [0, -math.inf]}), ("RANGE", {"action": [1.01, 0]}), ("RANGE", {"authority": pb.AUTHORITY_NONE}),
            ("EPOCH", {"epoch": 0}), ("RANGE", {"observation": 1}),
        ]:
            with self.subTest(expected, **fields):
                self.assertEqual(self.verdict(**fields), expected)

    def test_epochs_only_rise(self):
        self.assertEqual([self.verdict(epoch=e) for e in (3, 3, 5, 4, 5)], ["obeyed", "obeyed", "obeyed", "EPOCH", "obeyed"])
        self.gate.raise_epoch(7)
        self.gate.raise_epoch(2)
        self.assertEqual([self.verdict(epoch=e) for e in (6, 7)], ["EPOCH", "obeyed"])
        self.assertEqual(self.gate.highest_obeyed, 7)

    def test_a_refused_command_does_not_raise_the_epoch(self):
        self.verdict(epoch=9, action=[math.nan, 0])
        self.assertEqual(self.gate.highest_obeyed, 0)

    def test_two_policy_periods_of_patience(self):
        self.assertFalse(self.gate.fresh(0))
        self.verdict(now=100 * MS)
        self.assertTrue(self.gate.fresh(180 * MS))
        self.assertFalse(self.gate.fresh(180 * MS + 1))
        self.verdict(now=100 * MS)
        self.gate.drop()
        self.assertFalse(self.gate.fresh(100 * MS))

    def test_answers_to_old_observations_are_stale(self):
        self.gate.sensed(1, 0)
        self.gate.sensed(2, 40 * MS)
        self.assertEqual(self.verdict(observation=1, now=81 * MS), "STALE")
        self.assertEqual(self.verdict(observation=2, now=81 * MS), "obeyed")
        self.assertEqual(self.gate.ages_ns, [41 * MS])

    def test_the_highest_epoch_survives_the_process(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "epoch"
            self.gate = CommandGate(2, 25, file)
            self.verdict(epoch=12)
            self.gate = CommandGate(2, 25, file)
            self.assertEqual(self.verdict(epoch=11), "EPOCH")


if __name__ == "__main__":
    unittest.main()
