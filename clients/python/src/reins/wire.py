"""Envelopes: making one, and looking at one that came in. docs/wire.md is the source of every number here."""

from __future__ import annotations

import math
import struct
import time

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import DecodeError, Message

from . import reins_pb2 as pb
from .errors import Rejected

MAGIC = 0x4E494552
MAJOR, MINOR = 1, 0
SOFTWARE = "reins python client 0.1"

PING_SECONDS = 0.5
SILENCE_SECONDS = 2.0
HELLO_SECONDS = 2.0
MESSAGES_PER_SECOND_BEFORE_WELCOME = 16
LARGEST_GAP = 1_000_000
FUTURE_NS = 1_000_000_000
LARGEST_VALUE = 1e6

FRAME_BYTES = 65_536
FRAME_BYTES_OF = {
    "transition": 1 << 20, "weights": 1 << 28,
    "observation": 1 << 24, "picture": 1 << 24,
    "simulation_step": 1 << 24, "simulation_state": 1 << 24, "simulation_picture": 1 << 24,
}
LARGEST_FRAME = 1 << 28

_BODIES = {field.number: field.name for field in pb.Envelope.DESCRIPTOR.oneofs_by_name["body"].fields}
NUMBER_OF = {name: number for number, name in _BODIES.items()}
# Wire types of Envelope's own fields: fixed32 5, fixed64 1, varint 0.
_WIRE_TYPES = {1: 5, 2: 5, 3: 0, 4: 0, 5: 1, 6: 0, 7: 1, 8: 1, 9: 0, 10: 1}
_NAMES = {"name", "holder_name", "camera"}
_SINGLE = (int, float, str, bytes, Message)


def envelope(
    kind: str, body: Message, *, session: int, sequence: int, schema_hash: int = 0, valid_for_ms: int = 0, topic: int = 0
) -> pb.Envelope:
    """An envelope of version 1.0 around `body`, made now."""
    made = pb.Envelope(
        magic=MAGIC, topic=topic, major=MAJOR, minor=MINOR, session=session, sequence=sequence,
        monotonic_ns=time.monotonic_ns(), wall_ns=time.time_ns(), valid_for_ms=valid_for_ms, schema_hash=schema_hash,
    )
    getattr(made, kind).CopyFrom(body)
    return made


def topic_of(kind: str, index: int = 0) -> int:
    """The topic of a broadcast: the body's field number plus 65,536 times an index, for example a camera's."""
    return NUMBER_OF[kind] + 65_536 * index


def subscription(kind: str, index: int | None = 0) -> bytes:
    """The first bytes of a topic's frames; without an index those of all its indices."""
    if index is None:
        return struct.pack("<BIBH", 0x0D, MAGIC, 0x15, NUMBER_OF[kind])
    return struct.pack("<BIBI", 0x0D, MAGIC, 0x15, topic_of(kind, index))


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise Rejected(pb.REJECTION_REASON_MALFORMED, f"a varint of {len(data)} bytes ends at {at}: send whole frames")
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def outline(data: bytes) -> tuple[dict[int, int], int]:
    """The envelope's own fields, and its body's number, 0 for none.

    Protocol Buffers libraries forgive what the wire does not: a field twice, a field of another type, two bodies.
    """
    fields: dict[int, int] = {}
    body = at = count = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, kind = tag >> 3, tag & 7
        count += 1
        if count > 32 or kind in (3, 4, 6, 7) or number == 0:
            raise Rejected(pb.REJECTION_REASON_MALFORMED, f"field {number} of wire type {kind} as number {count} of at most 32")
        if kind == 0:
            value, at = _varint(data, at)
        else:
            size = {1: 8, 5: 4}.get(kind)
            if size is None:
                size, at = _varint(data, at)
            if at + size > len(data):
                raise Rejected(pb.REJECTION_REASON_MALFORMED, f"field {number} ends behind the frame of {len(data)} bytes")
            value = int.from_bytes(data[at : at + size], "little") if kind != 2 else 0
            at += size
        if number in _WIRE_TYPES:
            if number in fields or kind != _WIRE_TYPES[number]:
                raise Rejected(pb.REJECTION_REASON_MALFORMED, f"envelope field {number} twice or of wire type {kind}")
            fields[number] = value
        elif number >= 16:
            if body or kind != 2:
                raise Rejected(pb.REJECTION_REASON_MALFORMED, f"bodies {body} and {number} in one envelope, wire type {kind}")
            body = number
    return fields, body


def decode(data: bytes) -> pb.Envelope:
    """The envelope in a frame, or `Rejected`. Says nothing about session, order, role and spaces: see `Inbound`."""
    if len(data) > LARGEST_FRAME:
        raise Rejected(pb.REJECTION_REASON_TOO_LARGE, f"a frame of {len(data)} bytes; allowed are {LARGEST_FRAME}")
    fields, body = outline(data)
    session, sequence = fields.get(5, 0), fields.get(6, 0)
    limit = FRAME_BYTES_OF.get(_BODIES.get(body, ""), FRAME_BYTES)

    def refuse(reason: int, text: str) -> Rejected:
        return Rejected(reason, text, session, sequence)

    if len(data) > limit:
        raise refuse(pb.REJECTION_REASON_TOO_LARGE, f"a frame of {len(data)} bytes with body {body}; allowed are {limit}")
    if fields.get(1) != MAGIC:
        raise refuse(pb.REJECTION_REASON_FOREIGN, f"magic is {fields.get(1, 0):#x}, not {MAGIC:#x}")
    if fields.get(3, 0) != MAJOR:
        raise refuse(pb.REJECTION_REASON_VERSION, f"major version {fields.get(3, 0)}; this client has {MAJOR}.{MINOR}")
    if not body:
        raise refuse(pb.REJECTION_REASON_MALFORMED, "an envelope without a body")
    if body not in _BODIES:
        raise refuse(pb.REJECTION_REASON_UNKNOWN_KIND, f"body {body} is not in version {MAJOR}.{MINOR}")
    try:
        decoded = pb.Envelope.FromString(data)
        check_values(getattr(decoded, _BODIES[body]))
    except DecodeError as error:
        raise refuse(pb.REJECTION_REASON_MALFORMED, f"{_BODIES[body]}: {error}") from error
    except Rejected as error:
        raise refuse(error.reason, f"{_BODIES[body]}: {error.text}") from error
    return decoded


def check_values(message: Message) -> None:
    """Raises `Rejected` for an enum value that is not known, a number that is none, a text that is too long."""
    for field, value in message.ListFields():
        values = (value,) if isinstance(value, _SINGLE) else value
        if field.message_type is not None:
            for each in values:
                check_values(each)
        elif field.enum_type is not None:
            for each in values:
                if each not in field.enum_type.values_by_number:
                    raise Rejected(pb.REJECTION_REASON_UNKNOWN_VALUE, f"{field.name} is {each}, which version 1.0 does not have")
        elif field.cpp_type in (FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT):
            infinite_allowed = field.containing_type is pb.ObservationComponent.DESCRIPTOR
            if (any(map(math.isnan, values)) if infinite_allowed else not all(map(math.isfinite, values))):
                raise Rejected(pb.REJECTION_REASON_NON_FINITE, f"{field.name} holds a NaN or an infinity")
        elif field.cpp_type == FieldDescriptor.CPPTYPE_STRING and field.type != FieldDescriptor.TYPE_BYTES:
            limit = 128 if field.name in _NAMES else 1_024
            for each in values:
                check_text(field.name, each, limit)


def check_text(name: str, text: str, limit: int) -> None:
    """Raises `Rejected` for a text above `limit` UTF-8 bytes or with control characters."""
    if len(text.encode()) > limit:
        raise Rejected(pb.REJECTION_REASON_TOO_LARGE, f"{name} has {len(text.encode())} bytes; allowed are {limit}")
    allowed = "" if limit == 128 else "\t\n"
    if any((ord(c) < 32 or 127 <= ord(c) < 160) and c not in allowed for c in text):
        raise Rejected(pb.REJECTION_REASON_RANGE, f"{name} has control characters: send plain text")


class Inbound:
    """What one receiver remembers of one sender on the session's socket: its session, its order, its gaps."""

    def __init__(self) -> None:
        self.session = 0
        self.sequence = 0
        self.received = 0
        self.lost = 0
        self._missing: list[tuple[int, int]] = []

    def accept(self, message: pb.Envelope) -> None:
        """Raises `Rejected` unless the message is the session's next; uses its sequence up."""

        def refuse(reason: int, text: str) -> Rejected:
            return Rejected(reason, text, message.session, message.sequence)

        if message.session == 0 or (self.session and message.session != self.session):
            raise refuse(pb.REJECTION_REASON_SESSION, f"session {message.session:#x} on a connection of {self.session:#x}")
        if message.sequence <= self.sequence:
            late = any(low <= message.sequence <= high for low, high in self._missing)
            reason = pb.REJECTION_REASON_REORDERED if late else pb.REJECTION_REASON_REPLAYED
            raise refuse(reason, f"sequence {message.sequence} after {self.sequence}")
        gap = message.sequence - self.sequence - 1
        if gap > LARGEST_GAP:
            raise refuse(pb.REJECTION_REASON_RANGE, f"a gap of {gap} before sequence {message.sequence}; allowed are {LARGEST_GAP}")
        if gap:
            self._missing = self._missing[-255:] + [(self.sequence + 1, message.sequence - 1)]
        self.session, self.sequence = message.session, message.sequence
        self.received, self.lost = self.received + 1, self.lost + gap
