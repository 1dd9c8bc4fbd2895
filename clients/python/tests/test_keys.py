"""Keys, and who may be talked with without them."""

import os
import unittest

import zmq

from support import HubCase
from reins import ClientKeys, NoHub, Session, make_keys
from reins import reins_pb2 as pb
from reins.keys import KeyProblem, check_endpoint

HELLO = pb.Hello(role=pb.ROLE_OBSERVER, name="test")


class Keys(HubCase):
    def setUp(self):
        super().setUp()
        self.store = self.folder / "keys"
        self.public = make_keys("anna", self.store)
        self.hub_public, self.hub_secret = zmq.curve_keypair()
        (self.store / "hub.public").write_text(f"public {self.hub_public.decode()}\n")
        os.chmod(self.store / "hub.public", 0o644)

    def test_a_pair_is_made_and_read(self):
        keys = ClientKeys.load("anna", self.store)
        self.assertEqual((keys.public.decode(), keys.hub), (self.public, self.hub_public))
        self.assertNotIn(keys.secret.decode(), repr(keys))
        self.assertEqual(os.stat(self.store / "anna.secret").st_mode & 0o777, 0o600)

    def test_nothing_is_replaced(self):
        with self.assertRaisesRegex(KeyProblem, "nothing is replaced"):
            make_keys("anna", self.store)

    def test_what_others_could_have_changed_is_refused(self):
        os.chmod(self.store / "anna.secret", 0o640)
        with self.assertRaisesRegex(KeyProblem, "chmod 600"):
            ClientKeys.load("anna", self.store)
        os.chmod(self.store / "anna.secret", 0o600)
        os.chmod(self.store, 0o755)
        with self.assertRaisesRegex(KeyProblem, "chmod 700"):
            ClientKeys.load("anna", self.store)
        os.chmod(self.store, 0o700)
        os.rename(self.store / "anna.secret", self.store / "real")
        os.symlink(self.store / "real", self.store / "anna.secret")
        with self.assertRaises(KeyProblem):
            ClientKeys.load("anna", self.store)

    def test_halves_that_are_no_pair_and_wrong_names_are_refused(self):
        other = zmq.curve_keypair()[1].decode()
        (self.store / "anna.secret").write_text(f"public {self.public}\nsecret {other}\n")
        with self.assertRaisesRegex(KeyProblem, "no pair"):
            ClientKeys.load("anna", self.store)
        with self.assertRaises(KeyProblem):
            make_keys("../x", self.store)

    def test_other_machines_need_keys(self):
        for endpoint in ("tcp://127.0.0.1:5555", "ipc:///run/hub"):
            check_endpoint(endpoint, None)
        for endpoint in ("tcp://192.168.1.20:5555", "tcp://localhost:5555", "tcp://127.0.0.1.evil.org:1", "inproc://x"):
            with self.subTest(endpoint), self.assertRaisesRegex(KeyProblem, "make keys"):
                check_endpoint(endpoint, None)

    def test_a_session_under_curve_and_none_without_keys(self):
        self.start_hub(server_keys=(self.hub_public, self.hub_secret))
        self.closing(Session(self.endpoint, HELLO, keys=ClientKeys.load("anna", self.store), timeout=5))
        with self.assertRaises(NoHub):
            Session(self.endpoint, HELLO, timeout=1)


if __name__ == "__main__":
    unittest.main()
