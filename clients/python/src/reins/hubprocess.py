"""A hub of one's own: `reins sim serve` as a child process that ends with its parent."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from .errors import ReinsError

# Run by a fresh interpreter, since code between fork and exec is not safe in a process with threads.
_LAUNCHER = """
import ctypes, os, signal, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
os.execvp(sys.argv[2], sys.argv[2:])
"""


def program() -> str:
    """The reins program: REINS_BIN, else the one on the PATH."""
    found = os.environ.get("REINS_BIN") or shutil.which("reins")
    if not found:
        raise ReinsError(
            "no hub: REINS_ENDPOINT is not set, REINS_BIN is not set, and no `reins` is on the PATH: "
            "build the program and set REINS_BIN=.build/release/reins, or name a running hub with REINS_ENDPOINT"
        )
    return found


def checkout_of(binary: str) -> str | None:
    """The checkout that a program was built in, which has the tasks; None for one that lies elsewhere."""
    return next((str(folder) for folder in Path(binary).resolve().parents if (folder / "sim" / "tasks").is_dir()), None)


class HubProcess:
    """`reins sim serve` on a socket file in a folder that only this user can enter. `close` ends it.

    The kernel ends the child when the thread that started it ends, so a thread of its own starts it and waits for it.
    """

    def __init__(self, arguments: list[str] | None = None) -> None:
        self._folder = tempfile.mkdtemp(prefix="reins-")  # 0700
        self.endpoint = f"ipc://{self._folder}/hub"
        self._log = os.path.join(self._folder, "log")
        self._command = arguments or [program(), "sim", "serve", "--listen", self.endpoint]
        self._started = threading.Event()
        self._error: OSError | None = None
        self._process: subprocess.Popen[bytes] | None = None
        threading.Thread(target=self._run, name="reins hub", daemon=True).start()
        self._started.wait()
        if self._error:
            self._remove()
            raise ReinsError(f"{self._command[0]} cannot be started: {self._error}: set REINS_BIN") from self._error
        atexit.register(self.close)

    def _run(self) -> None:
        environment = dict(os.environ)
        if "REINS_HOME" not in environment and not Path("sim/tasks").is_dir() and (home := checkout_of(self._command[0])):
            environment["REINS_HOME"] = home
        command = [sys.executable, "-I", "-c", _LAUNCHER, str(os.getpid()), *self._command]
        try:
            with open(self._log, "wb") as log:
                self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
        except OSError as error:
            self._error = error
            self._started.set()
            return
        self._started.set()
        self._process.wait()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def check(self) -> None:
        """Raises `ReinsError` with the child's last words when it has ended."""
        if self._process.poll() is not None:
            with open(self._log, errors="replace") as log:
                words = log.read()[-2_000:].strip()
            raise ReinsError(f"`{' '.join(self._command)}` ended with status {self._process.returncode}: {words}")

    def close(self) -> None:
        """Ends the child, by force after 5 s, and removes its folder. May be called twice."""
        atexit.unregister(self.close)
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._remove()

    def _remove(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def open_simulation(task: str, copies: int, endpoint: str | None, keys, timeout: float):
    """A Simulation at `endpoint`, else at REINS_ENDPOINT, else in a child; and the child or None."""
    from .simulation import Simulation

    endpoint = endpoint or os.environ.get("REINS_ENDPOINT")
    hub = None if endpoint else HubProcess()
    try:
        simulation = Simulation(
            endpoint or hub.endpoint, task, copies, keys=keys, timeout=timeout, meanwhile=hub.check if hub else None
        )
    except BaseException:
        if hub:
            hub.close()
        raise
    return simulation, hub
