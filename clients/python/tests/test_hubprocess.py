"""The child that serves tasks ends with its parent, whatever happens to that."""

import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

import support  # noqa: F401
from reins.errors import ReinsError
from reins.hubprocess import HubProcess

SCRIPT = """
import sys, threading, time
sys.path.insert(0, {src!r})
from reins.hubprocess import HubProcess
made = []
thread = threading.Thread(target=lambda: made.append(HubProcess(["sleep", "60"])))
thread.start(); thread.join(); time.sleep(0.5)
made[0].check()  # the thread that made it has ended, the child has not
print(made[0].pid, flush=True)
time.sleep(60)
"""


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Child(unittest.TestCase):
    def test_it_is_ended_by_close_and_its_folder_is_private(self):
        hub = HubProcess(["sleep", "60"])
        folder = Path(hub.endpoint.removeprefix("ipc://")).parent
        self.assertEqual(os.stat(folder).st_mode & 0o777, 0o700)
        hub.close()
        hub.close()
        self.assertFalse(runs(hub.pid) or folder.exists())

    @unittest.skipUnless(sys.platform == "linux", "the kernel's parent death signal is Linux's")
    def test_it_dies_with_a_parent_that_is_killed(self):
        src = str(Path(__file__).resolve().parents[1] / "src")
        parent = subprocess.Popen([sys.executable, "-c", SCRIPT.format(src=src)], stdout=subprocess.PIPE, text=True)
        pid = int(parent.stdout.readline())
        self.assertTrue(runs(pid))
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        parent.stdout.close()
        end = time.monotonic() + 5
        while runs(pid) and time.monotonic() < end:
            time.sleep(0.02)
        self.assertFalse(runs(pid))

    def test_its_last_words_are_in_the_error(self):
        hub = HubProcess(["sh", "-c", "echo no such task >&2; exit 2"])
        end = time.monotonic() + 5
        with self.assertRaisesRegex(ReinsError, "status 2: no such task"):
            while time.monotonic() < end:
                hub.check()
                time.sleep(0.02)
        hub.close()


if __name__ == "__main__":
    unittest.main()
