"""pybullet's mass matrix and inverse dynamics.

Reads one JSON object from stdin: urdf, cases (each q, qd, qdd: one number per movable joint). Writes {"cases": [{"mass":
[[...]], "forces": [...]}]}: M(q), and the torques of qdd at q, qd under gravity, pybullet's order of movable joints.
"""

import json
import sys

import pybullet as p

task = json.load(sys.stdin)
p.connect(p.DIRECT)
p.setGravity(0, 0, -9.81)
robot = p.loadURDF(task["urdf"], useFixedBase=True, flags=p.URDF_USE_INERTIA_FROM_FILE)
movable = [j for j in range(p.getNumJoints(robot)) if p.getJointInfo(robot, j)[2] != p.JOINT_FIXED]
cases = []
for case in task["cases"]:
    for joint, position, speed in zip(movable, case["q"], case["qd"]):
        p.resetJointState(robot, joint, position, speed)
    cases.append(
        {
            "mass": p.calculateMassMatrix(robot, case["q"]),
            "forces": p.calculateInverseDynamics(robot, case["q"], case["qd"], case["qdd"]),
        }
    )
json.dump({"cases": cases}, sys.stdout)
