"""`python -m reins.doctor --connect tcp://127.0.0.1:5555`: what the hub there is."""

from __future__ import annotations

import argparse
import json
import sys
import time

from google.protobuf.json_format import MessageToDict

from . import reins_pb2 as pb
from . import wire
from .broadcast import Broadcast, broadcast_endpoint
from .errors import HubRefused, ReinsError
from .keys import ClientKeys, add_key_options, keys_of
from .session import Session


def examine(endpoint: str, *, keys: ClientKeys | None = None, broadcast: str | None = None, seconds: float = 2.0) -> dict:
    """Says hello as an observer, pings for `seconds`, and returns what was found."""
    hello = pb.Hello(role=pb.ROLE_OBSERVER, name="doctor", software=wire.SOFTWARE)
    started = time.monotonic()
    with Session(endpoint, hello, keys=keys, timeout=5) as session:
        found = {"endpoint": endpoint, "secondsToWelcome": round(time.monotonic() - started, 4), "schemaHash": f"{session.schema_hash:#018x}"}
        welcome = session.welcome
        if broadcast is None and endpoint.startswith("tcp://"):
            broadcast = broadcast_endpoint(endpoint)
        if broadcast:
            with Broadcast(broadcast, "hub_status", keys=keys) as status:
                message = status.latest(seconds)
            found["hubStatus"] = MessageToDict(message.hub_status) if message else f"nothing came from {broadcast} within {seconds} s"
        time.sleep(max(0.0, seconds - (time.monotonic() - started)))
        best = session.clock.best
        found |= {
            "welcome": MessageToDict(welcome),
            "roundTripMicroseconds": best.round_trip_ns / 1e3, "clockOffsetMilliseconds": best.offset_ns / 1e6,
            "received": session.inbound.received, "lost": session.inbound.lost,
            "dropped": {pb.RejectionReason.Name(reason): count for reason, count in session.rejected.items()},
            "notices": [MessageToDict(notice) for notice in session.notices],
        }
    return found


def describe(found: dict) -> str:
    """For people."""
    welcome = found["welcome"]
    spaces = welcome.get("spaces", {})
    lines = [
        ("hub", f"{welcome.get('name', '')} ({welcome.get('software', '')}) at {found['endpoint']}"),
        ("welcome", f"after {1e3 * found['secondsToWelcome']:.1f} ms, as observer"),
        ("task", welcome.get("task") or "none"),
        ("robot", f"{welcome.get('robot', {}).get('name') or 'none'}, {len(welcome.get('robot', {}).get('joints', []))} joints"),
        ("rates", f"policy {welcome.get('policyHz', 0):g} Hz, control {welcome.get('controlHz', 0):g} Hz"),
        ("deadman", f"{welcome.get('deadmanMs', 0)} ms, then {welcome.get('onSilence', 'unspecified')}"),
        ("limit", f"{welcome.get('maximumMessagesPerSecond', 0)} messages/s"),
        ("clock", f"{found['clockOffsetMilliseconds']:.3f} ms ahead of this one, round trip {found['roundTripMicroseconds']:.0f} us"),
        ("messages", f"{found['received']} received, {found['lost']} lost, dropped {found['dropped'] or 'none'}"),
    ]
    lines += [("observation", f"{c.get('name')}: {' '.join(c.get('elements', []))} ({c.get('unit')})") for c in spaces.get("observation", [])]
    lines += [("action", f"{a.get('name')}: 1 is {a.get('scale', 0):g} {a.get('unit')}") for a in spaces.get("action", [])]
    lines += [("image", f"{i.get('name')}: {i.get('height')} x {i.get('width')}") for i in spaces.get("images", [])]
    status = found.get("hubStatus")
    if isinstance(status, str):
        lines.append(("status", status))
    elif status is not None:
        lines += [("status", f"{key}: {value}") for key, value in status.items() if key != "peers"]
        lines += [("peer", f"{p.get('name')} ({p.get('role')}), {p.get('received', 0)} received, {p.get('lost', 0)} lost") for p in status.get("peers", [])]
    lines += [("notice", f"{n.get('reason')}: {n.get('text')}") for n in found["notices"]]
    return "\n".join(f"{name:12} {text}" for name, text in lines)


def main() -> None:
    """Exit code 0, or 1 where there is no hub or it refuses."""
    parser = argparse.ArgumentParser(prog="python -m reins.doctor", description="Says hello to a hub as an observer and prints what it is.")
    parser.add_argument("--connect", required=True, metavar="ENDPOINT", help="for example tcp://127.0.0.1:5555")
    parser.add_argument("--broadcast", metavar="ENDPOINT", help="the second socket; for TCP the next port is tried")
    add_key_options(parser)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    try:
        found = examine(options.connect, keys=keys_of(options), broadcast=options.broadcast)
    except (ReinsError, HubRefused) as error:
        print(json.dumps({"endpoint": options.connect, "error": str(error)}) if options.json else f"doctor: {error}", file=sys.stdout if options.json else sys.stderr)
        sys.exit(1)
    print(json.dumps(found, indent=1) if options.json else describe(found))


if __name__ == "__main__":
    main()
