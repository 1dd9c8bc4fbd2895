"""What is generated is of today."""

import hashlib
import unittest

from google.protobuf import text_format

from support import ROOT
from reins import reins_pb2 as pb
from reins import wire
from reins.littlehub import schema_hash

SCHEMA = ROOT / "Sources/Bridge/Wire/Schema/reins.proto"
GOLDEN = ROOT / "Tests/WireTests/golden"


@unittest.skipUnless(SCHEMA.exists(), "outside a checkout")
class Generated(unittest.TestCase):
    def test_the_messages_code_is_of_the_schema_as_it_is(self):
        expected = hashlib.sha256(SCHEMA.read_bytes()).hexdigest()
        for name in ("reins_pb2.py", "reins_pb2.pyi"):
            lines = (ROOT / "clients/python/src/reins" / name).read_text().splitlines()[:2]
            self.assertEqual(lines[1], f"# reins.proto SHA-256: {expected}", "run clients/python/generate")

    def test_golden_frames_decode_to_their_texts_and_back(self):
        texts = sorted(GOLDEN.glob("*.txtpb"))
        self.assertGreater(len(texts), 25)
        for text in texts:
            with self.subTest(text.stem):
                frame = bytes.fromhex(text.with_suffix(".hex").read_text())
                expected = text_format.Parse(text.read_text(), pb.Envelope())
                self.assertEqual(wire.decode(frame), expected)
                self.assertEqual(wire.decode(frame).SerializeToString(deterministic=True), frame)

    def test_the_schema_hash_is_the_golden_welcomes(self):
        welcome = wire.decode(bytes.fromhex((GOLDEN / "welcome.hex").read_text()))
        self.assertEqual(schema_hash(welcome.welcome.spaces), welcome.schema_hash)


if __name__ == "__main__":
    unittest.main()
