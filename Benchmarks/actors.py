#!/usr/bin/env python3
"""Streams transitions from many actors into one hub, and checks that each is on the hub's disk once.

    reins serve launch/teleop-sim.yaml --set training.minimumTransitions=1000000 &
    Benchmarks/actors.py --actors 8 --rate 1000 --seconds 20

Each actor is a process with a spool of its own: it sends at its rate as far as the hub's credit reaches, and is done when everything
is acknowledged. Prints per actor what was sent, what is durable, and how long the acknowledgement of a transition took.
Needs clients/python on PYTHONPATH.
"""

import argparse
import multiprocessing
import os
import struct
import time

import zmq

from reins import reins_pb2 as pb


def actor(number, endpoint, rate, seconds, results):
    context = zmq.Context()
    socket = context.socket(zmq.DEALER)
    socket.linger = 200
    socket.connect(endpoint)
    session, spool = struct.unpack("QQ", os.urandom(16))
    session, spool = session | 1, spool | 1
    state = {"sequence": 0, "schema": 0}

    def send(**body):
        state["sequence"] += 1
        envelope = pb.Envelope(
            magic=0x4E494552, major=1, session=session, sequence=state["sequence"], monotonic_ns=time.monotonic_ns(),
            wall_ns=time.time_ns(), schema_hash=state["schema"], **body)
        socket.send(envelope.SerializeToString())

    time.sleep(0.3)
    send(hello=pb.Hello(role=pb.ROLE_ACTOR, name=f"actor {number}", spool=spool))
    welcome = pb.Envelope.FromString(socket.recv())
    if welcome.WhichOneof("body") != "welcome":
        raise SystemExit(welcome.refusal.text)
    state["schema"] = welcome.schema_hash
    credit = welcome.welcome.transition_credit
    wide = sum(len(component.elements) for component in welcome.welcome.spaces.observation)
    narrow = len(welcome.welcome.spaces.action)
    row, action = [0.25] * wide, [0.5] * narrow

    total, sent, durable, stalled = int(rate * seconds), 0, 0, 0
    stamps, delays = {}, []
    began = time.monotonic()
    while durable < total:
        due = min(total, int((time.monotonic() - began) * rate))
        while sent < due and sent - durable < credit:
            sent += 1
            stamps[sent] = time.monotonic()
            send(transition=pb.Transition(
                spool=spool, number=sent, episode=1, step=sent % 50, observation=row, action=action, proposal=action,
                next_observation=row, authority=pb.AUTHORITY_POLICY, outcome=pb.OUTCOME_RUNNING, policy_version=1, epoch=1,
                sensed_ns=time.monotonic_ns(), executed_ns=time.monotonic_ns()))
        if sent < due:
            stalled += 1
        while socket.poll(1 if sent == due else 0):
            envelope = pb.Envelope.FromString(socket.recv())
            kind = envelope.WhichOneof("body")
            if kind == "ping":
                send(pong=pb.Pong(number=envelope.ping.number, ping_monotonic_ns=envelope.monotonic_ns,
                                  received_monotonic_ns=time.monotonic_ns()))
            elif kind == "transition_ack" and envelope.transition_ack.spool == spool:
                now = time.monotonic()
                for done in range(durable + 1, envelope.transition_ack.durable_through + 1):
                    delays.append(now - stamps.pop(done))
                durable = envelope.transition_ack.durable_through
            elif kind == "rejection":
                raise SystemExit(f"rejected: {envelope.rejection.text}")
        if time.monotonic() - began > 6 * seconds:
            break
    spent = time.monotonic() - began
    send(farewell=pb.Farewell(text="done"))
    delays.sort()
    results.put((number, sent, durable, spent, delays[len(delays) // 2], delays[len(delays) * 99 // 100], stalled))
    socket.close()
    context.term()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--connect", default="tcp://127.0.0.1:5555")
    parser.add_argument("--actors", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1000)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    results = multiprocessing.Queue()
    processes = [
        multiprocessing.Process(target=actor, args=(n, options.connect, options.rate, options.seconds, results))
        for n in range(options.actors)]
    for process in processes:
        process.start()
    rows = sorted(results.get() for _ in processes)
    for process in processes:
        process.join()
    for number, sent, durable, spent, median, p99, _ in rows:
        print(f"actor {number}: {sent} sent, {durable} durable in {spent:.1f} s ({durable / spent:.0f}/s), "
              f"acknowledged after {1e3 * median:.0f} ms, p99 {1e3 * p99:.0f} ms")
    print(f"{sum(row[2] for row in rows)} durable, {sum(row[1] - row[2] for row in rows)} missing")


if __name__ == "__main__":
    main()
