"""What pybullet makes of a robot file.

Reads one JSON object from stdin: urdf, search (folders for package:// paths), and configurations (each a map from the
names of movable joints to positions). Writes {"joints": [...], "poses": [[...]]}: per link what the file says, and per
configuration the pose of every link frame (7 numbers).
"""

import json
import sys

import pybullet as p



def conjugate(q):
    return [-q[0], -q[1], -q[2], q[3]]


def product(a, b):
    ax, ay, az, aw = a
    bx, by, bz, bw = b
    return [
        aw * bx + ax * bw + ay * bz - az * by,
        aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw,
        aw * bw - ax * bx - ay * by - az * bz,
    ]


def rotate(q, v):
    return product(product(q, [v[0], v[1], v[2], 0]), conjugate(q))[:3]


task = json.load(sys.stdin)
p.connect(p.DIRECT)
# pybullet looks for package:// paths beside and above the file.
for folder in task["search"]:
    p.setAdditionalSearchPath(folder)
flags = p.URDF_USE_INERTIA_FROM_FILE
robot = p.loadURDF(task["urdf"], useFixedBase=True, flags=flags)
joints = []
for index in range(p.getNumJoints(robot)):
    info = p.getJointInfo(robot, index)
    joints.append(
        {
            "joint": info[1].decode(),
            "link": info[12].decode(),
            "type": info[2],
            "lower": info[8],
            "upper": info[9],
            "force": info[10],
            "velocity": info[11],
            "mass": p.getDynamicsInfo(robot, index)[0],
        }
    )
poses = []
for configuration in task["configurations"]:
    for index, joint in enumerate(joints):
        if joint["joint"] in configuration:
            p.resetJointState(robot, index, configuration[joint["joint"]])
    row = []
    for index in range(len(joints)):
        state = p.getLinkState(robot, index, computeForwardKinematics=True)
        # Elements 4 and 5, the link frame, come through floats, and so do pybullet's own transforms; the frame of the
        # centre of mass does not.
        orientation = product(state[1], conjugate(state[3]))
        offset = rotate(orientation, state[2])
        row.append([a - b for a, b in zip(state[0], offset)] + orientation)
    poses.append(row)
json.dump({"joints": joints, "poses": poses}, sys.stdout)
