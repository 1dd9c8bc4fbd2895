"""What several tests need."""

import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
os.environ.pop("REINS_ENDPOINT", None)

ROOT = Path(__file__).resolve().parents[3]  #: of the repository
CLIENTS = ROOT / "clients"
DESCRIPTION = CLIENTS / "panda-joints.txtpb"

from reins.littlehub import LittleHub  # noqa: E402

try:
    import gymnasium  # noqa: F401

    HAS_GYMNASIUM = True
except ModuleNotFoundError:
    HAS_GYMNASIUM = False


class HubCase(unittest.TestCase):
    """A test with a folder for sockets, and little hubs that end with it."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="reins-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.endpoint = f"ipc://{folder.name}/hub"

    def start_hub(self, **how) -> LittleHub:
        hub = LittleHub(self.endpoint, **how)
        self.addCleanup(lambda: hub._closing or hub.close())
        return hub

    def closing(self, thing):
        self.addCleanup(thing.close)
        return thing
