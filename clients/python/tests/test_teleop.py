"""A robot, two teleops and an observer with a little hub."""

import sys
import threading
import unittest

import numpy as np

from support import CLIENTS, DESCRIPTION, HubCase

sys.path.insert(0, str(CLIENTS / "python/examples"))

from driver import ArmDriver  # noqa: E402
from reins import Observer, ReinsError, Teleop  # noqa: E402
from reins import reins_pb2 as pb  # noqa: E402
from reins.robot import read_description  # noqa: E402
from reins.teleop import LeaseDenied  # noqa: E402


class Together(HubCase):
    def setUp(self):
        super().setUp()
        self.hub = self.start_hub()
        driver = ArmDriver(self.endpoint, read_description(DESCRIPTION), armed=True)
        thread = threading.Thread(target=driver.run)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(driver.end)
        self.assertTrue(self.hub.wait(self.hub.robot))
        self.teleop = self.closing(Teleop(self.endpoint, "anna"))
        self.observer = self.closing(Observer(self.endpoint))

    def test_a_takeover_and_a_handback(self):
        self.assertEqual(len(self.teleop.welcome.spaces.action), 7)
        with self.assertRaisesRegex(ReinsError, "request"):
            self.teleop.renew()
        epoch = self.teleop.request(purpose="test")
        self.assertTrue(self.observer.wait(lambda: self.observer.grant and self.observer.grant.holder == self.teleop.session.id))
        with self.assertRaisesRegex(LeaseDenied, "anna"):
            self.closing(Teleop(self.endpoint, "ben")).request()
        self.assertTrue(self.teleop.wait(lambda: self.teleop.observation))
        before = np.array(self.teleop.observation.values[:7])
        for _ in range(15):
            number = self.teleop.observation.number
            self.teleop.command([0.5] + [0] * 6)
            self.assertTrue(self.teleop.wait(lambda: self.teleop.observation.number > number))
        self.assertTrue(self.observer.wait(lambda: self.observer.robot_status.mode == pb.ROBOT_MODE_EXPERT))
        self.assertEqual(self.observer.robot_status.epoch, epoch)
        moved = np.array(self.teleop.observation.values[:7]) - before
        self.assertGreater(moved[0], 0.1)
        self.assertLess(np.abs(moved[1:]).max(), 1e-6)
        self.assertGreaterEqual(len(self.hub.of("lease_renewal")), 3)
        self.teleop.release()
        self.assertTrue(self.observer.wait(lambda: self.observer.robot_status.mode == pb.ROBOT_MODE_HOLD))
        self.assertTrue(self.teleop.wait(lambda: not self.teleop.holding))
        self.assertEqual(self.hub.faults, [])

    def test_actions_out_of_range_are_errors_here(self):
        self.teleop.request()
        for bad in ([0.0] * 6, [1.5] + [0.0] * 6, [float("nan")] * 7):
            with self.subTest(bad), self.assertRaises(ValueError):
                self.teleop.command(bad)

    def test_a_stop_reaches_robot_and_observer(self):
        self.teleop.event(pb.EVENT_KIND_STOP, "too near")
        self.assertTrue(self.observer.wait(lambda: self.observer.events))
        self.assertEqual((self.observer.events[0].text, self.observer.events[0].origin), ("too near", self.teleop.session.id))
        self.assertTrue(self.observer.wait(lambda: self.observer.robot_status and self.observer.robot_status.mode == pb.ROBOT_MODE_HOLD))


if __name__ == "__main__":
    unittest.main()
