"""Two ends over real sockets: the client's session and the little hub."""

import time
import unittest

from support import HubCase
from reins import HubRefused, NoHub, RequestRejected, Session, SessionLost
from reins import reins_pb2 as pb

HELLO = pb.Hello(role=pb.ROLE_OBSERVER, name="test")


class Sessions(HubCase):
    def session(self, **how) -> Session:
        return self.closing(Session(self.endpoint, HELLO, **{"timeout": 5} | how))

    def until(self, condition, seconds=5.0):
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, "waited in vain")
            time.sleep(0.01)

    def test_welcome_pings_and_clock(self):
        hub, session = self.start_hub(), self.session()
        self.assertEqual(session.welcome.name, "little hub")
        self.assertNotEqual(session.schema_hash, 0)
        time.sleep(1.3)
        self.assertGreaterEqual(len(hub.of("ping")), 2)
        self.assertGreaterEqual(len(hub.of("pong")), 2)
        # Both ends have the same clock here.
        self.assertLess(abs(session.clock.best.offset_ns), 5_000_000)
        peer = next(iter(hub.peers.values()))
        self.assertEqual((peer.inbound.lost, hub.faults), (0, []))

    def test_the_hub_may_come_later(self):
        import threading

        threading.Timer(0.5, self.start_hub).start()
        self.assertTrue(self.session().live)

    def test_no_hub_and_a_refusal_are_errors_that_help(self):
        with self.assertRaisesRegex(NoHub, "within 0.3 s"):
            self.session(timeout=0.3)
        self.start_hub().refuses = lambda hello: pb.REFUSAL_REASON_ROLE
        with self.assertRaises(HubRefused) as caught:
            self.session()
        self.assertEqual(caught.exception.reason, pb.REFUSAL_REASON_ROLE)

    def test_who_is_refused_for_a_while_tries_again(self):
        hub = self.start_hub()
        until = time.monotonic() + 0.5
        hub.refuses = lambda hello: pb.REFUSAL_REASON_DUPLICATE if time.monotonic() < until else 0
        self.assertTrue(self.session(timeout=8).live)

    def test_a_hub_that_is_started_anew_gets_a_new_session(self):
        for farewell in (False, True):
            with self.subTest(farewell=farewell):
                hub, welcomes = self.start_hub(), []
                session = self.session(handlers={"welcome": welcomes.append})
                first = session.id
                hub.close(farewell)
                again = self.start_hub()
                self.until(lambda: len(welcomes) == 2, 8)
                self.assertNotEqual(session.id, first)
                self.assertEqual(session.generation, 2)
                self.assertEqual([m.sequence for _, m in again.of("hello")], [1])
                session.close()
                again.close()

    def test_a_silent_hub_is_gone_after_2_s(self):
        hub, session = self.start_hub(), self.session()
        hub.mute = True
        started = time.monotonic()
        self.until(lambda: not session.live)
        self.assertGreater(time.monotonic() - started, 1.4)
        with self.assertRaises(SessionLost):
            session.send("ping", pb.Ping())
        hub.mute = False
        self.until(lambda: session.live, 6)

    def test_foreign_and_damaged_frames_are_counted_and_nothing_else(self):
        hub = self.start_hub()
        seen = []
        session = self.session(handlers={"event": seen.append})
        peer = next(iter(hub.peers.values()))
        event = pb.Event(kind=pb.EVENT_KIND_STOP, origin=1, origin_role=pb.ROLE_TELEOP)
        hub.send(peer, "event", event, session=hub.session ^ 1)
        hub.send(peer, "event", event, sequence=1)
        hub.send_frame(peer, b"\x00" * 30)
        hub.send(peer, "event", event, valid_for_ms=10, monotonic_ns=time.monotonic_ns() - 50_000_000)
        peer.sequence += 1  # used up by the stale one
        hub.send(peer, "event", event)
        self.until(lambda: seen)
        self.assertEqual(len(seen), 1)
        for reason in (pb.REJECTION_REASON_SESSION, pb.REJECTION_REASON_REPLAYED, pb.REJECTION_REASON_MALFORMED, pb.REJECTION_REASON_STALE):
            self.assertEqual(session.rejected[reason], 1, pb.RejectionReason.Name(reason))
        self.assertEqual(session.generation, 1)

    def test_what_a_handler_raises_is_raised_where_somebody_can_act(self):
        hub = self.start_hub()

        def broken(message):
            raise KeyError("a bug")

        session = self.session(handlers={"event": broken})
        hub.send(next(iter(hub.peers.values())), "event", pb.Event(kind=pb.EVENT_KIND_STOP))
        time.sleep(0.2)
        with self.assertRaises(KeyError):
            session.send("ping", pb.Ping())

    def test_a_dropped_request_says_why_and_one_without_an_answer_ends(self):
        hub = self.start_hub()
        session = self.closing(Session(self.endpoint, pb.Hello(role=pb.ROLE_ACTOR, name="test")))
        opened = session.request("simulation_open", pb.SimulationOpen(task="Point-v0", copies=1), "simulation_opened")
        self.assertEqual(opened.copies, 1)
        with self.assertRaises(RequestRejected) as caught:
            session.request("simulation_step", pb.SimulationStep(actions=[0]), "simulation_state")
        self.assertEqual(caught.exception.reason, pb.REJECTION_REASON_LENGTH)
        hub.mute = True
        with self.assertRaises(SessionLost):
            session.request("simulation_step", pb.SimulationStep(actions=[0] * 3), "simulation_state")


if __name__ == "__main__":
    unittest.main()
