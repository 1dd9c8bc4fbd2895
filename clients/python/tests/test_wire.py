"""One envelope, one sender's order, one clock: no sockets."""

import math
import unittest

import support  # noqa: F401
from reins import reins_pb2 as pb
from reins import wire
from reins.clock import PeerClock, reading
from reins.errors import Rejected


def frame(kind="ping", body=None, **changes):
    message = wire.envelope(kind, body or pb.Ping(number=1), session=7, sequence=1)
    message.MergeFrom(pb.Envelope(**changes))
    return message.SerializeToString()


class Decoding(unittest.TestCase):
    def refused(self, data: bytes, reason: int):
        with self.assertRaises(Rejected) as caught:
            wire.decode(data)
        self.assertEqual(pb.RejectionReason.Name(caught.exception.reason), pb.RejectionReason.Name(reason), caught.exception.text)

    def test_a_good_frame_passes(self):
        self.assertEqual(wire.decode(frame()).ping.number, 1)

    def test_every_truncation_is_refused(self):
        whole = frame()
        for length in range(len(whole)):
            with self.subTest(length), self.assertRaises(Rejected):
                wire.decode(whole[:length])

    def test_what_protocol_buffers_forgives_is_malformed(self):
        whole = frame()
        for name, bad in {
            "twice": whole + b"\x18\x01", "two bodies": whole + whole[-4:], "two envelopes": whole + whole,
            "a group": whole + b"\x8b\x01", "another type": b"\x08\x01" + whole[5:], "33 fields": whole + b"\x58\x01" * 33,
            "no body": whole[: whole.index(b"\xa2\x01")],
        }.items():
            with self.subTest(name):
                self.refused(bad, pb.REJECTION_REASON_MALFORMED)

    def test_foreign_version_kind_value_number_text(self):
        spaces = lambda low: pb.Hello(spaces=pb.Spaces(observation=[pb.ObservationComponent(name="a", low=low)]))  # noqa: E731
        for reason, data in [
            (pb.REJECTION_REASON_FOREIGN, frame(magic=1)), (pb.REJECTION_REASON_VERSION, frame(major=2)),
            (pb.REJECTION_REASON_UNKNOWN_KIND, frame()[: frame().index(b"\xa2\x01")] + b"\xfa\x07\x00"),
            (pb.REJECTION_REASON_UNKNOWN_VALUE, frame("event", pb.Event(kind=99))),
            (pb.REJECTION_REASON_NON_FINITE, frame("command", pb.Command(action=[0, math.nan]))),
            (pb.REJECTION_REASON_NON_FINITE, frame("robot_status", pb.RobotStatus(joint_positions=[math.inf]))),
            (pb.REJECTION_REASON_NON_FINITE, frame("hello", spaces(math.nan))),
            (pb.REJECTION_REASON_TOO_LARGE, frame("farewell", pb.Farewell(text="x" * 1_025))),
            (pb.REJECTION_REASON_TOO_LARGE, frame("hello", pb.Hello(name="x" * 129))),
            (pb.REJECTION_REASON_TOO_LARGE, frame("farewell", pb.Farewell(text="x" * 70_000))),
            (pb.REJECTION_REASON_RANGE, frame("hello", pb.Hello(name="a\nb"))),
        ]:
            with self.subTest(pb.RejectionReason.Name(reason)):
                self.refused(data, reason)
        wire.decode(frame("hello", spaces(-math.inf)))
        wire.decode(frame("farewell", pb.Farewell(text="a\n\tb")))

    def test_subscriptions_are_those_of_the_page(self):
        self.assertEqual(wire.subscription("weights"), bytes.fromhex("0D5245494E1538000000"))
        self.assertEqual(wire.subscription("picture", None), bytes.fromhex("0D5245494E152100"))
        picture = wire.envelope("picture", pb.Picture(), session=1, sequence=1, topic=wire.topic_of("picture", 3)).SerializeToString()
        self.assertTrue(picture.startswith(wire.subscription("picture", 3)))
        self.assertTrue(picture.startswith(wire.subscription("picture", None)))


class Order(unittest.TestCase):
    def take(self, inbound, session, sequence):
        try:
            inbound.accept(pb.Envelope(session=session, sequence=sequence))
        except Rejected as error:
            return pb.RejectionReason.Name(error.reason).removeprefix("REJECTION_REASON_")
        return "accepted"

    def test_session_and_sequence(self):
        inbound = wire.Inbound()
        seen = [self.take(inbound, *message) for message in [
            (0, 1), (5, 0), (5, 1), (6, 2), (5, 1), (5, 2), (5, 5), (5, 4), (5, 5), (5, 2_000_000), (5, 6),
        ]]
        self.assertEqual(seen, [
            "SESSION", "REPLAYED", "accepted", "SESSION", "REPLAYED", "accepted", "accepted", "REORDERED", "REPLAYED", "RANGE", "accepted",
        ])
        self.assertEqual((inbound.received, inbound.lost), (4, 2))


class Clock(unittest.TestCase):
    def test_offset_and_round_trip(self):
        # The peer's clock is 1,000 ahead; 30 there, 5 to answer, 10 back.
        one = reading(100, 1_130, 1_135, 145)
        self.assertEqual((one.round_trip_ns, one.offset_ns), (40, 1_010))
        self.assertLessEqual(abs(one.offset_ns - 1_000), one.round_trip_ns / 2)

    def test_the_shortest_of_the_last_16_is_believed(self):
        clock = PeerClock()
        self.assertIsNone(clock.age_ns(0, 0))
        clock.add(0, 51, 51, 2)
        for _ in range(15):
            clock.add(0, 100, 100, 100)
        self.assertEqual(clock.best.offset_ns, 50)
        clock.add(0, 100, 100, 100)
        self.assertEqual(clock.best.round_trip_ns, 100)
        clock.add(0, 100, 300, 100)  # a round trip of -100: a clock has jumped
        self.assertEqual(clock.best.round_trip_ns, 100)


if __name__ == "__main__":
    unittest.main()
