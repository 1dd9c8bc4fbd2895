"""CURVE keys in files, and which addresses may be used without them. docs/security.md is the source."""

from __future__ import annotations

import argparse
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

import zmq

from .errors import ReinsError

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEY_LENGTH = 40


class KeyProblem(ReinsError):
    """A key file that cannot be believed, or an address that needs keys."""


@dataclass(frozen=True, repr=False)
class ClientKeys:
    """A client's pair and the hub's public half, each 40 characters of Z85."""

    public: bytes
    secret: bytes
    hub: bytes

    @classmethod
    def load(cls, name: str, folder: str | os.PathLike[str] | None = None, hub: str = "hub") -> "ClientKeys":
        """Reads NAME.secret and HUB.public; refuses files that others could have read or changed.

        The folder is that of `reins keys` where none is named: REINS_KEYS, else ~/.config/reins/keys.
        """
        store = key_folder(folder)
        _check(store, 0o700, stat.S_ISDIR)
        own = _lines(store / f"{_checked(name)}.secret", 0o600, ["public", "secret"])
        if zmq.curve_public(own["secret"]) != own["public"]:
            raise KeyProblem(f"{store / name}.secret: the two halves are no pair: make new keys")
        return cls(own["public"], own["secret"], _lines(store / f"{_checked(hub)}.public", 0o644, ["public"])["public"])

    def __repr__(self) -> str:
        return f"ClientKeys(public={self.public.decode()})"


def key_folder(folder: str | os.PathLike[str] | None = None) -> Path:
    """`folder`, else REINS_KEYS, else ~/.config/reins/keys."""
    return Path(folder or os.environ.get("REINS_KEYS") or Path.home() / ".config/reins/keys")


def add_key_options(parser: argparse.ArgumentParser) -> None:
    """The options of the reins program: --key, --keys and --hub-key."""
    parser.add_argument("--key", metavar="NAME", help="own key pair (reins keys new NAME); without it, this machine only")
    parser.add_argument("--keys", metavar="DIR", help="folder of keys; else REINS_KEYS, else ~/.config/reins/keys")
    parser.add_argument("--hub-key", metavar="NAME", default="hub", help="file with the hub's public key (default: hub)")


def keys_of(options: argparse.Namespace) -> ClientKeys | None:
    """What `add_key_options` asked for."""
    return ClientKeys.load(options.key, options.keys, options.hub_key) if options.key else None


def make_keys(name: str, folder: str | os.PathLike[str] | None = None) -> str:
    """Makes a pair in the folder, created with 0700 where it is missing; returns the public half for the hub's user."""
    store = key_folder(folder)
    store.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check(store, 0o700, stat.S_ISDIR)
    public, secret = zmq.curve_keypair()
    _write(store / f"{_checked(name)}.secret", 0o600, f"public {public.decode()}\nsecret {secret.decode()}\n")
    _write(store / f"{name}.public", 0o644, f"public {public.decode()}\n")
    return public.decode()


def check_endpoint(endpoint: str, keys: ClientKeys | None) -> None:
    """Without keys only addresses of this machine: tcp://127.x.x.x:PORT and ipc://PATH."""
    if keys is None and not re.match(r"tcp://127(\.\d{1,3}){3}:\d+$|ipc://.", endpoint):
        raise KeyProblem(
            f"{endpoint} without keys; allowed are tcp://127.x.x.x:PORT and ipc://PATH: "
            "make keys with reins.make_keys, let the hub's user trust them, and pass keys=ClientKeys.load(...)"
        )


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise KeyProblem(f"the key name {name!r}: allowed are 1 to 64 of a-z, A-Z, 0-9, - and _")
    return name


def _write(path: Path, mode: int, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    except FileExistsError:
        raise KeyProblem(f"{path} is there already and nothing is replaced: take another name") from None
    with os.fdopen(handle, "w") as file:
        file.write(text)


def _check(path: Path, mode: int, is_kind, handle: int | None = None) -> None:
    state = os.fstat(handle) if handle is not None else os.lstat(path)
    if not is_kind(state.st_mode):
        raise KeyProblem(f"{path} is a link or no plain file or folder: put the real one there")
    if state.st_uid != os.geteuid():
        raise KeyProblem(f"{path} belongs to user {state.st_uid}, not {os.geteuid()}: make new keys")
    if stat.S_IMODE(state.st_mode) & ~mode:
        raise KeyProblem(f"{path} has permissions {stat.S_IMODE(state.st_mode):o}, at most {mode:o}: chmod {mode:o} {path}")


def _lines(path: Path, mode: int, words: list[str]) -> dict[str, bytes]:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        raise KeyProblem(f"{path}: {error.strerror}: make keys, or bring the hub's public half") from error
    with os.fdopen(handle, "rb") as file:
        _check(path, mode, stat.S_ISREG, file.fileno())
        lines = file.read(1_024).decode("ascii", "replace").splitlines()
    pairs = [line.split(" ") for line in lines]
    if [p[0] for p in pairs] != words or any(len(p) != 2 or len(p[1]) != _KEY_LENGTH for p in pairs):
        raise KeyProblem(f"{path}: expected are the lines {', '.join(w + ' KEY' for w in words)}: make new keys")
    return {word: key.encode() for word, key in pairs}
