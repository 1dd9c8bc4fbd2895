"""The hub's second socket, bound here by hand."""

import time
import unittest

import zmq

from support import HubCase
from reins import reins_pb2 as pb
from reins import wire
from reins.broadcast import Broadcast, broadcast_endpoint
from reins.errors import ReinsError


class Broadcasts(HubCase):
    def setUp(self):
        super().setUp()
        self.context = zmq.Context()
        self.addCleanup(self.context.term)
        self.socket = self.context.socket(zmq.XPUB)
        self.addCleanup(lambda: self.socket.close(linger=0))
        self.socket.bind(self.endpoint)

    def publish(self, kind, body, sequence, session=5, index=0):
        topic = wire.topic_of(kind, index)
        self.socket.send(wire.envelope(kind, body, session=session, sequence=sequence, topic=topic).SerializeToString())

    def test_the_newest_of_one_topic(self):
        with Broadcast(self.endpoint, "hub_status") as status:
            self.assertEqual(self.socket.recv(), b"\x01" + wire.subscription("hub_status"))
            for number in range(1, 101):
                self.publish("hub_status", pb.HubStatus(step=number), number)
                self.publish("weights", pb.Weights(version=number), number)
            time.sleep(0.2)
            self.assertEqual(status.latest(1).hub_status.step, 100)
            self.assertIsNone(status.latest(0.05))
            self.publish("hub_status", pb.HubStatus(step=7), 7)
            self.assertIsNone(status.latest(1))
            self.assertEqual(status.rejected[pb.REJECTION_REASON_REPLAYED], 1)
            self.publish("hub_status", pb.HubStatus(step=1), 1, session=6)  # a hub that was started anew
            self.assertEqual(status.latest(1).hub_status.step, 1)

    def test_cameras(self):
        with Broadcast(self.endpoint, "picture", 2) as second:
            self.socket.recv()
            for index in (1, 2, 3):
                self.publish("picture", pb.Picture(camera=f"{index}"), 1, index=index)
            self.assertEqual(second.latest(1).picture.camera, "2")

    def test_the_neighbouring_port(self):
        self.assertEqual(broadcast_endpoint("tcp://127.0.0.1:5555"), "tcp://127.0.0.1:5556")
        with self.assertRaisesRegex(ReinsError, "name its address"):
            broadcast_endpoint("ipc:///run/hub")


if __name__ == "__main__":
    unittest.main()
