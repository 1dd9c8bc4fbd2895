#!/usr/bin/env python3
"""A driver for a simulated arm: the example to copy for a machine of your own.

    python driver.py --connect tcp://127.0.0.1:5555 --description robot.txtpb

The description is a Hello in Protocol Buffers' text format: for a task, what `reins robot robots/panda --task ID
--describe` prints; for a try, clients/panda-joints.txtpb. Action elements must be named as joints (`gripper` moves all
joints in metres, half each); observation components that this arm can fill are jointPosition and jointVelocity.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time

import numpy as np

from reins import RobotDriver
from reins import reins_pb2 as pb
from reins.keys import add_key_options, keys_of
from reins.robot import read_description


class SimulatedArm:
    """Joints that go where they are told, no faster and no further than their limits. Positions in rad or m."""

    def __init__(self, joints) -> None:
        self.lower, self.upper = np.array([j.lower for j in joints]), np.array([j.upper for j in joints])
        self.fastest = np.array([j.maximum_velocity for j in joints])
        self.position = np.clip(np.zeros(len(joints)), self.lower, self.upper)
        self.velocity = np.zeros(len(joints))
        self._target, self._speed, self._at = self.position.copy(), self.fastest * 0, time.monotonic()

    def move(self, change: np.ndarray, seconds: float) -> bool:
        """Sets out for the present position plus `change`, to arrive in `seconds`; says whether a limit cut it short."""
        self.advance()
        wanted = self.position + change
        self._target = np.clip(wanted, self.lower, self.upper)
        speed = np.abs(self._target - self.position) / seconds
        self._speed = np.minimum(speed, self.fastest)
        return bool((self._target != wanted).any() or (speed > self.fastest).any())

    def hold(self) -> None:
        """Stays."""
        self.advance()
        self._target = self.position.copy()
        self.velocity[:] = 0

    def advance(self) -> None:
        """Lets time pass up to now."""
        now = time.monotonic()
        seconds, self._at = now - self._at, now
        farthest = self._speed * seconds
        move = np.clip(self._target - self.position, -farthest, farthest)
        self.position += move
        self.velocity = np.sign(self._target - self.position) * self._speed


class ArmDriver(RobotDriver):
    """The four methods for a `SimulatedArm`."""

    def __init__(self, endpoint: str, description: pb.Hello, *, zeros: bool = False, **settings) -> None:
        super().__init__(endpoint, description, **settings)
        joints = [joint.name for joint in description.robot.joints]
        self.arm = SimulatedArm(description.robot.joints)
        self.steps = self.clipped = 0
        # Change of every joint for an action of 1 per element, [joints, action dimension].
        self.mixing = np.zeros((len(joints), len(description.spaces.action)))
        for i, element in enumerate(description.spaces.action):
            if element.name in joints:
                self.mixing[joints.index(element.name), i] = element.scale
            elif element.name == "gripper" and (fingers := [k for k, j in enumerate(description.robot.joints) if j.unit == "m"]):
                self.mixing[fingers, i] = element.scale / len(fingers)
            else:
                sys.exit(f"the action element {element.name!r} is no joint of this arm ({', '.join(joints)}): take a task with joint actions")
        # Where each observed element comes from: index into positions, then velocities, then one 0.
        self.sources: list[int] = []
        offsets = {"jointPosition": 0, "jointVelocity": len(joints)}
        for component in description.spaces.observation:
            known = component.name in offsets and all(name in joints for name in component.elements)
            if not known and not zeros:
                sys.exit(f"this arm cannot sense {component.name!r}, only jointPosition and jointVelocity: --zeros sends zeros to try the connection")
            self.sources += [offsets[component.name] + joints.index(name) if known else 2 * len(joints) for name in component.elements]

    def observe(self) -> np.ndarray:
        self.arm.advance()
        return np.concatenate([self.arm.position, self.arm.velocity, [0]])[self.sources]

    def apply(self, action: np.ndarray) -> None:
        self.steps += 1
        self.clipped += self.arm.move(self.mixing @ action, 1 / self.description.policy_hz)

    def stop(self) -> None:
        self.arm.hold()

    def status(self) -> pb.RobotStatus:
        self.arm.advance()
        return pb.RobotStatus(ticks=self.steps, clipped_ticks=self.clipped, joint_positions=self.arm.position.tolist())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connect", required=True, metavar="ENDPOINT")
    parser.add_argument("--description", required=True, metavar="FILE")
    parser.add_argument("--epoch-file", metavar="FILE", help="keeps the highest epoch ever obeyed")
    parser.add_argument("--armed", action="store_true", help="start armed")
    parser.add_argument("--zeros", action="store_true", help="send 0 for what this arm cannot sense")
    add_key_options(parser)
    options = parser.parse_args()
    driver = ArmDriver(
        options.connect, read_description(options.description), zeros=options.zeros, armed=options.armed,
        epoch_file=options.epoch_file, keys=keys_of(options),
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: driver.end())
    driver.run()


if __name__ == "__main__":
    main()
