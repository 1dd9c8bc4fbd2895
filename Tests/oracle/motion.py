"""How a robot of pybullet and a cube move.

Reads one JSON object from stdin: urdf (empty: pybullet_data's Panda), joints (names), forces, and cases. A case has
gravity, motors, starts and speeds (one per joint), targets (one list per step, with motors), and perhaps cube: position
and velocity. Writes {"urdf": path, "cases": [{"joints": [[...]], "cube": [[...]]}]}: per step the positions of the
joints and of the cube.
"""

import json
import sys

import pybullet as p
import pybullet_data

task = json.load(sys.stdin)
path = task["urdf"] or pybullet_data.getDataPath() + "/franka_panda/panda.urdf"
cases = []
for case in task["cases"]:
    p.connect(p.DIRECT)
    p.setTimeStep(1 / 500)
    p.setPhysicsEngineParameter(numSolverIterations=50, solverResidualThreshold=1e-7)
    p.setGravity(0, 0, case["gravity"])
    plane = p.createMultiBody(0, p.createCollisionShape(p.GEOM_PLANE))
    robot = p.loadURDF(path, [-0.6, 0, 0], useFixedBase=True, flags=p.URDF_USE_INERTIA_FROM_FILE)
    names = {p.getJointInfo(robot, index)[1].decode(): index for index in range(p.getNumJoints(robot))}
    joints = [names[name] for name in task["joints"]]
    for joint in joints:
        p.setJointMotorControl2(robot, joint, p.VELOCITY_CONTROL, force=0)
    for joint, position, speed in zip(joints, case["starts"], case["speeds"]):
        p.resetJointState(robot, joint, position, speed)
    cube = None
    if case.get("cube"):
        shape = p.createCollisionShape(p.GEOM_BOX, halfExtents=[0.02] * 3)
        cube = p.createMultiBody(1.0, shape, -1, case["cube"]["position"])
        p.resetBaseVelocity(cube, case["cube"]["velocity"], [0, 0, 0])
    rows, places = [], []
    for step in range(case["steps"]):
        if case["motors"]:
            for joint, target, force in zip(joints, case["targets"][step], task["forces"]):
                p.setJointMotorControl2(robot, joint, p.POSITION_CONTROL, target, force=force)
        p.stepSimulation()
        rows.append([p.getJointState(robot, joint)[0] for joint in joints])
        if cube is not None:
            places.append(list(p.getBasePositionAndOrientation(cube)[0]))
    cases.append({"joints": rows, "cube": places})
    p.disconnect()
json.dump({"urdf": path, "cases": cases}, sys.stdout)
