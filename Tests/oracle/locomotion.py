"""Oracle of the locomotion tests, on pybullet and its pybullet_envs. JSON on standard input and output.

    {"models": [FILE, ...]}                       what pybullet makes of its own MJCF files
    {"task": ID, "start": [...], "actions": ...}  observations, rewards and ends of one episode
"""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


def vector(values):
    return [float(value) for value in values]


def models(files):
    import pybullet
    import pybullet_data

    folder = os.path.join(pybullet_data.getDataPath(), "mjcf")
    pybullet.connect(pybullet.DIRECT)
    result = []
    flags = pybullet.URDF_USE_SELF_COLLISION | pybullet.URDF_USE_SELF_COLLISION_EXCLUDE_ALL_PARENTS
    for name in files:
        pybullet.resetSimulation()
        path = os.path.join(folder, name)
        body = pybullet.loadMJCF(path, flags=flags)[0]
        base = pybullet.getDynamicsInfo(body, -1)
        position, orientation = pybullet.getBasePositionAndOrientation(body)
        links = [
            {
                "name": pybullet.getBodyInfo(body)[0].decode(), "joint": "", "type": 4, "parent": -2, "mass": base[0],
                "friction": base[1], "inertia": vector(base[2]), "lower": 0, "upper": -1,
                "position": vector(position), "orientation": vector(orientation), "angular": [0, 0, 0],
            }
        ]
        joints = range(pybullet.getNumJoints(body))
        for index in joints:
            joint, link = pybullet.getJointInfo(body, index), pybullet.getDynamicsInfo(body, index)
            if joint[2] != pybullet.JOINT_FIXED:
                pybullet.resetJointState(body, index, 0.05 * (index + 1), 0.3)
        for index in joints:
            joint, link = pybullet.getJointInfo(body, index), pybullet.getDynamicsInfo(body, index)
            state = pybullet.getLinkState(body, index, computeLinkVelocity=1)
            links.append(
                {
                    "name": joint[12].decode(), "joint": joint[1].decode(), "type": joint[2], "parent": joint[16],
                    "mass": link[0], "friction": link[1], "inertia": vector(link[2]), "lower": joint[8],
                    "upper": joint[9], "position": vector(state[0]), "orientation": vector(state[1]),
                    "angular": vector(state[7]),
                }
            )
        result.append({"file": path, "links": links})
    return {"models": result}


def episode(script):
    import pybullet_data
    import pybullet_locomotion as peer

    environment = peer.make(script["task"])
    environment.robot.np_random = peer.FixedStart(script["start"])
    # The first reset loads the robot, and only later ones count the floor among its parts.
    environment.reset()
    environment.robot.np_random = peer.FixedStart(script["start"])
    observations, rewards, terms, done = [vector(environment.reset())], [], [], []
    import numpy

    for action in script["actions"]:
        observation, reward, ended, _ = environment.step(numpy.array(action, dtype=numpy.float32))
        observations.append(vector(observation))
        rewards.append(float(reward))
        terms.append(vector(environment.rewards))
        done.append(bool(ended))
    folder = os.path.join(pybullet_data.getDataPath(), "mjcf")
    return {"observations": observations, "rewards": rewards, "terms": terms, "done": done, "folder": folder}


def main():
    # pybullet and pybullet_envs print; only the answer may reach standard output.
    answer = os.dup(1)
    os.dup2(2, 1)
    question = json.load(sys.stdin)
    result = models(question["models"]) if "models" in question else episode(question)
    sys.stdout.flush()
    with os.fdopen(answer, "w") as out:
        json.dump(result, out)


main()
