# Written by clients/python/generate: change reins.proto instead.
# reins.proto SHA-256: 61a2a483bb75592e179d20631ce51579ed1ef944c62be3ebd69dbef819f55b1b
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

AUTHORITY_EXPERT: Authority
AUTHORITY_NONE: Authority
AUTHORITY_POLICY: Authority
DESCRIPTOR: _descriptor.FileDescriptor
EVENT_KIND_ARM: EventKind
EVENT_KIND_CLEAR: EventKind
EVENT_KIND_DISARM: EventKind
EVENT_KIND_FAILURE: EventKind
EVENT_KIND_GUARD_TRIP: EventKind
EVENT_KIND_HANDBACK: EventKind
EVENT_KIND_READY: EventKind
EVENT_KIND_RESET: EventKind
EVENT_KIND_STOP: EventKind
EVENT_KIND_SUCCESS: EventKind
EVENT_KIND_TAKEOVER: EventKind
EVENT_KIND_UNSPECIFIED: EventKind
EXPERT_STORAGE_ALL: ExpertStorage
EXPERT_STORAGE_LAST: ExpertStorage
EXPERT_STORAGE_NONE: ExpertStorage
EXPERT_STORAGE_UNSPECIFIED: ExpertStorage
OBSERVATION_GROUP_ACHIEVED_GOAL: ObservationGroup
OBSERVATION_GROUP_DESIRED_GOAL: ObservationGroup
OBSERVATION_GROUP_OBSERVATION: ObservationGroup
ON_SILENCE_HOLD: OnSilence
ON_SILENCE_POLICY: OnSilence
ON_SILENCE_STOP: OnSilence
ON_SILENCE_UNSPECIFIED: OnSilence
ON_SUCCESS_CONTINUE: OnSuccess
ON_SUCCESS_TERMINAL: OnSuccess
ON_SUCCESS_TRUNCATED: OnSuccess
ON_SUCCESS_UNSPECIFIED: OnSuccess
OUTCOME_RUNNING: Outcome
OUTCOME_TERMINATED: Outcome
OUTCOME_TRUNCATED: Outcome
PICTURE_FORMAT_JPEG: PictureFormat
PICTURE_FORMAT_PNG: PictureFormat
PICTURE_FORMAT_RGB8: PictureFormat
PICTURE_FORMAT_UNSPECIFIED: PictureFormat
REFUSAL_REASON_DUPLICATE: RefusalReason
REFUSAL_REASON_FULL: RefusalReason
REFUSAL_REASON_MALFORMED: RefusalReason
REFUSAL_REASON_RATES: RefusalReason
REFUSAL_REASON_ROBOT: RefusalReason
REFUSAL_REASON_ROLE: RefusalReason
REFUSAL_REASON_SPACES: RefusalReason
REFUSAL_REASON_TASK: RefusalReason
REFUSAL_REASON_UNSPECIFIED: RefusalReason
REFUSAL_REASON_VERSION: RefusalReason
REJECTION_REASON_DIGEST: RejectionReason
REJECTION_REASON_EPOCH: RejectionReason
REJECTION_REASON_FOREIGN: RejectionReason
REJECTION_REASON_HANDSHAKE: RejectionReason
REJECTION_REASON_LENGTH: RejectionReason
REJECTION_REASON_MALFORMED: RejectionReason
REJECTION_REASON_NON_FINITE: RejectionReason
REJECTION_REASON_RANGE: RejectionReason
REJECTION_REASON_RATE: RejectionReason
REJECTION_REASON_REORDERED: RejectionReason
REJECTION_REASON_REPLAYED: RejectionReason
REJECTION_REASON_ROLE: RejectionReason
REJECTION_REASON_SCHEMA: RejectionReason
REJECTION_REASON_SESSION: RejectionReason
REJECTION_REASON_STALE: RejectionReason
REJECTION_REASON_TOO_LARGE: RejectionReason
REJECTION_REASON_UNKNOWN_KIND: RejectionReason
REJECTION_REASON_UNKNOWN_VALUE: RejectionReason
REJECTION_REASON_UNSPECIFIED: RejectionReason
REJECTION_REASON_VERSION: RejectionReason
REVOCATION_REASON_DISCONNECTED: RevocationReason
REVOCATION_REASON_OUTRANKED: RevocationReason
REVOCATION_REASON_RELEASED: RevocationReason
REVOCATION_REASON_SILENT: RevocationReason
REVOCATION_REASON_STOPPED: RevocationReason
REVOCATION_REASON_UNSPECIFIED: RevocationReason
ROBOT_MODE_ARMED: RobotMode
ROBOT_MODE_DISARMED: RobotMode
ROBOT_MODE_EXPERT: RobotMode
ROBOT_MODE_HOLD: RobotMode
ROBOT_MODE_LATCHED: RobotMode
ROBOT_MODE_POLICY: RobotMode
ROBOT_MODE_RESET: RobotMode
ROBOT_MODE_UNSPECIFIED: RobotMode
ROLE_ACTOR: Role
ROLE_HUB: Role
ROLE_LEARNER: Role
ROLE_OBSERVER: Role
ROLE_ROBOT: Role
ROLE_TELEOP: Role
ROLE_UNSPECIFIED: Role

class ActionElement(_message.Message):
    __slots__ = ["name", "scale", "unit"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SCALE_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    name: str
    scale: float
    unit: str
    def __init__(self, name: _Optional[str] = ..., scale: _Optional[float] = ..., unit: _Optional[str] = ...) -> None: ...

class Command(_message.Message):
    __slots__ = ["action", "authority", "epoch", "observation", "policy_version"]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    AUTHORITY_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    OBSERVATION_FIELD_NUMBER: _ClassVar[int]
    POLICY_VERSION_FIELD_NUMBER: _ClassVar[int]
    action: _containers.RepeatedScalarFieldContainer[float]
    authority: Authority
    epoch: int
    observation: int
    policy_version: int
    def __init__(self, epoch: _Optional[int] = ..., authority: _Optional[_Union[Authority, str]] = ..., observation: _Optional[int] = ..., policy_version: _Optional[int] = ..., action: _Optional[_Iterable[float]] = ...) -> None: ...

class Envelope(_message.Message):
    __slots__ = ["command", "event", "farewell", "hello", "hub_status", "lease_denial", "lease_grant", "lease_release", "lease_renewal", "lease_request", "lease_revocation", "magic", "major", "minor", "monotonic_ns", "observation", "picture", "ping", "pong", "refusal", "rejection", "robot_status", "schema_hash", "sequence", "session", "simulation_close", "simulation_open", "simulation_opened", "simulation_picture", "simulation_render", "simulation_reset", "simulation_state", "simulation_step", "topic", "transition", "transition_ack", "valid_for_ms", "wall_ns", "weights", "weights_request", "welcome"]
    COMMAND_FIELD_NUMBER: _ClassVar[int]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    FAREWELL_FIELD_NUMBER: _ClassVar[int]
    HELLO_FIELD_NUMBER: _ClassVar[int]
    HUB_STATUS_FIELD_NUMBER: _ClassVar[int]
    LEASE_DENIAL_FIELD_NUMBER: _ClassVar[int]
    LEASE_GRANT_FIELD_NUMBER: _ClassVar[int]
    LEASE_RELEASE_FIELD_NUMBER: _ClassVar[int]
    LEASE_RENEWAL_FIELD_NUMBER: _ClassVar[int]
    LEASE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    LEASE_REVOCATION_FIELD_NUMBER: _ClassVar[int]
    MAGIC_FIELD_NUMBER: _ClassVar[int]
    MAJOR_FIELD_NUMBER: _ClassVar[int]
    MINOR_FIELD_NUMBER: _ClassVar[int]
    MONOTONIC_NS_FIELD_NUMBER: _ClassVar[int]
    OBSERVATION_FIELD_NUMBER: _ClassVar[int]
    PICTURE_FIELD_NUMBER: _ClassVar[int]
    PING_FIELD_NUMBER: _ClassVar[int]
    PONG_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    REJECTION_FIELD_NUMBER: _ClassVar[int]
    ROBOT_STATUS_FIELD_NUMBER: _ClassVar[int]
    SCHEMA_HASH_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SIMULATION_CLOSE_FIELD_NUMBER: _ClassVar[int]
    SIMULATION_OPENED_FIELD_NUMBER: _ClassVar[int]
    SIMULATION_OPEN_FIELD_NUMBER: _ClassVar[int]
    SIMULATION_PICTURE_FIELD_NUMBER: _ClassVar[int]
    SIMULATION_RENDER_FIELD_NUMBER: _ClassVar[int]
    SIMULATION_RESET_FIELD_NUMBER: _ClassVar[int]
    SIMULATION_STATE_FIELD_NUMBER: _ClassVar[int]
    SIMULATION_STEP_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    TRANSITION_ACK_FIELD_NUMBER: _ClassVar[int]
    TRANSITION_FIELD_NUMBER: _ClassVar[int]
    VALID_FOR_MS_FIELD_NUMBER: _ClassVar[int]
    WALL_NS_FIELD_NUMBER: _ClassVar[int]
    WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    WEIGHTS_REQUEST_FIELD_NUMBER: _ClassVar[int]
    WELCOME_FIELD_NUMBER: _ClassVar[int]
    command: Command
    event: Event
    farewell: Farewell
    hello: Hello
    hub_status: HubStatus
    lease_denial: LeaseDenial
    lease_grant: LeaseGrant
    lease_release: LeaseRelease
    lease_renewal: LeaseRenewal
    lease_request: LeaseRequest
    lease_revocation: LeaseRevocation
    magic: int
    major: int
    minor: int
    monotonic_ns: int
    observation: Observation
    picture: Picture
    ping: Ping
    pong: Pong
    refusal: Refusal
    rejection: RejectionNotice
    robot_status: RobotStatus
    schema_hash: int
    sequence: int
    session: int
    simulation_close: SimulationClose
    simulation_open: SimulationOpen
    simulation_opened: SimulationOpened
    simulation_picture: SimulationPicture
    simulation_render: SimulationRender
    simulation_reset: SimulationReset
    simulation_state: SimulationState
    simulation_step: SimulationStep
    topic: int
    transition: Transition
    transition_ack: TransitionAck
    valid_for_ms: int
    wall_ns: int
    weights: Weights
    weights_request: WeightsRequest
    welcome: Welcome
    def __init__(self, magic: _Optional[int] = ..., topic: _Optional[int] = ..., major: _Optional[int] = ..., minor: _Optional[int] = ..., session: _Optional[int] = ..., sequence: _Optional[int] = ..., monotonic_ns: _Optional[int] = ..., wall_ns: _Optional[int] = ..., valid_for_ms: _Optional[int] = ..., schema_hash: _Optional[int] = ..., hello: _Optional[_Union[Hello, _Mapping]] = ..., welcome: _Optional[_Union[Welcome, _Mapping]] = ..., refusal: _Optional[_Union[Refusal, _Mapping]] = ..., farewell: _Optional[_Union[Farewell, _Mapping]] = ..., ping: _Optional[_Union[Ping, _Mapping]] = ..., pong: _Optional[_Union[Pong, _Mapping]] = ..., rejection: _Optional[_Union[RejectionNotice, _Mapping]] = ..., observation: _Optional[_Union[Observation, _Mapping]] = ..., picture: _Optional[_Union[Picture, _Mapping]] = ..., robot_status: _Optional[_Union[RobotStatus, _Mapping]] = ..., command: _Optional[_Union[Command, _Mapping]] = ..., lease_request: _Optional[_Union[LeaseRequest, _Mapping]] = ..., lease_grant: _Optional[_Union[LeaseGrant, _Mapping]] = ..., lease_renewal: _Optional[_Union[LeaseRenewal, _Mapping]] = ..., lease_release: _Optional[_Union[LeaseRelease, _Mapping]] = ..., lease_revocation: _Optional[_Union[LeaseRevocation, _Mapping]] = ..., lease_denial: _Optional[_Union[LeaseDenial, _Mapping]] = ..., event: _Optional[_Union[Event, _Mapping]] = ..., transition: _Optional[_Union[Transition, _Mapping]] = ..., transition_ack: _Optional[_Union[TransitionAck, _Mapping]] = ..., weights: _Optional[_Union[Weights, _Mapping]] = ..., weights_request: _Optional[_Union[WeightsRequest, _Mapping]] = ..., hub_status: _Optional[_Union[HubStatus, _Mapping]] = ..., simulation_open: _Optional[_Union[SimulationOpen, _Mapping]] = ..., simulation_opened: _Optional[_Union[SimulationOpened, _Mapping]] = ..., simulation_reset: _Optional[_Union[SimulationReset, _Mapping]] = ..., simulation_step: _Optional[_Union[SimulationStep, _Mapping]] = ..., simulation_state: _Optional[_Union[SimulationState, _Mapping]] = ..., simulation_render: _Optional[_Union[SimulationRender, _Mapping]] = ..., simulation_picture: _Optional[_Union[SimulationPicture, _Mapping]] = ..., simulation_close: _Optional[_Union[SimulationClose, _Mapping]] = ...) -> None: ...

class Event(_message.Message):
    __slots__ = ["at_ns", "episode", "kind", "origin", "origin_role", "step", "text"]
    AT_NS_FIELD_NUMBER: _ClassVar[int]
    EPISODE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_ROLE_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    at_ns: int
    episode: int
    kind: EventKind
    origin: int
    origin_role: Role
    step: int
    text: str
    def __init__(self, kind: _Optional[_Union[EventKind, str]] = ..., at_ns: _Optional[int] = ..., origin: _Optional[int] = ..., origin_role: _Optional[_Union[Role, str]] = ..., episode: _Optional[int] = ..., step: _Optional[int] = ..., text: _Optional[str] = ...) -> None: ...

class Farewell(_message.Message):
    __slots__ = ["text"]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    text: str
    def __init__(self, text: _Optional[str] = ...) -> None: ...

class Hello(_message.Message):
    __slots__ = ["control_hz", "highest_epoch", "name", "policy_hz", "robot", "role", "software", "spaces", "spool", "task"]
    CONTROL_HZ_FIELD_NUMBER: _ClassVar[int]
    HIGHEST_EPOCH_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    POLICY_HZ_FIELD_NUMBER: _ClassVar[int]
    ROBOT_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    SOFTWARE_FIELD_NUMBER: _ClassVar[int]
    SPACES_FIELD_NUMBER: _ClassVar[int]
    SPOOL_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    control_hz: float
    highest_epoch: int
    name: str
    policy_hz: float
    robot: RobotIdentity
    role: Role
    software: str
    spaces: Spaces
    spool: int
    task: str
    def __init__(self, role: _Optional[_Union[Role, str]] = ..., name: _Optional[str] = ..., software: _Optional[str] = ..., task: _Optional[str] = ..., robot: _Optional[_Union[RobotIdentity, _Mapping]] = ..., spaces: _Optional[_Union[Spaces, _Mapping]] = ..., control_hz: _Optional[float] = ..., policy_hz: _Optional[float] = ..., spool: _Optional[int] = ..., highest_epoch: _Optional[int] = ...) -> None: ...

class HubStatus(_message.Message):
    __slots__ = ["authority", "durable_transitions", "episode", "epoch", "holder", "holder_name", "intervention_rate", "mode", "peers", "policy_version", "step", "successes", "takeovers", "task", "text", "updates"]
    AUTHORITY_FIELD_NUMBER: _ClassVar[int]
    DURABLE_TRANSITIONS_FIELD_NUMBER: _ClassVar[int]
    EPISODE_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    HOLDER_NAME_FIELD_NUMBER: _ClassVar[int]
    INTERVENTION_RATE_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    PEERS_FIELD_NUMBER: _ClassVar[int]
    POLICY_VERSION_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    SUCCESSES_FIELD_NUMBER: _ClassVar[int]
    TAKEOVERS_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    UPDATES_FIELD_NUMBER: _ClassVar[int]
    authority: Authority
    durable_transitions: int
    episode: int
    epoch: int
    holder: int
    holder_name: str
    intervention_rate: float
    mode: RobotMode
    peers: _containers.RepeatedCompositeFieldContainer[PeerStatus]
    policy_version: int
    step: int
    successes: int
    takeovers: int
    task: str
    text: str
    updates: int
    def __init__(self, task: _Optional[str] = ..., mode: _Optional[_Union[RobotMode, str]] = ..., authority: _Optional[_Union[Authority, str]] = ..., epoch: _Optional[int] = ..., holder: _Optional[int] = ..., holder_name: _Optional[str] = ..., episode: _Optional[int] = ..., step: _Optional[int] = ..., successes: _Optional[int] = ..., takeovers: _Optional[int] = ..., intervention_rate: _Optional[float] = ..., durable_transitions: _Optional[int] = ..., updates: _Optional[int] = ..., policy_version: _Optional[int] = ..., peers: _Optional[_Iterable[_Union[PeerStatus, _Mapping]]] = ..., text: _Optional[str] = ...) -> None: ...

class ImageComponent(_message.Message):
    __slots__ = ["height", "name", "width"]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    height: int
    name: str
    width: int
    def __init__(self, name: _Optional[str] = ..., height: _Optional[int] = ..., width: _Optional[int] = ...) -> None: ...

class Joint(_message.Message):
    __slots__ = ["lower", "maximum_velocity", "name", "unit", "upper"]
    LOWER_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_VELOCITY_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    UPPER_FIELD_NUMBER: _ClassVar[int]
    lower: float
    maximum_velocity: float
    name: str
    unit: str
    upper: float
    def __init__(self, name: _Optional[str] = ..., unit: _Optional[str] = ..., lower: _Optional[float] = ..., upper: _Optional[float] = ..., maximum_velocity: _Optional[float] = ...) -> None: ...

class Labelling(_message.Message):
    __slots__ = ["guard_trips", "on_success", "store_expert", "window"]
    GUARD_TRIPS_FIELD_NUMBER: _ClassVar[int]
    ON_SUCCESS_FIELD_NUMBER: _ClassVar[int]
    STORE_EXPERT_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    guard_trips: bool
    on_success: OnSuccess
    store_expert: ExpertStorage
    window: int
    def __init__(self, window: _Optional[int] = ..., on_success: _Optional[_Union[OnSuccess, str]] = ..., store_expert: _Optional[_Union[ExpertStorage, str]] = ..., guard_trips: bool = ...) -> None: ...

class LeaseDenial(_message.Message):
    __slots__ = ["holder", "holder_name", "text"]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    HOLDER_NAME_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    holder: int
    holder_name: str
    text: str
    def __init__(self, holder: _Optional[int] = ..., holder_name: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class LeaseGrant(_message.Message):
    __slots__ = ["authority", "deadman_ms", "epoch", "holder", "holder_name"]
    AUTHORITY_FIELD_NUMBER: _ClassVar[int]
    DEADMAN_MS_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    HOLDER_NAME_FIELD_NUMBER: _ClassVar[int]
    authority: Authority
    deadman_ms: int
    epoch: int
    holder: int
    holder_name: str
    def __init__(self, epoch: _Optional[int] = ..., holder: _Optional[int] = ..., holder_name: _Optional[str] = ..., authority: _Optional[_Union[Authority, str]] = ..., deadman_ms: _Optional[int] = ...) -> None: ...

class LeaseRelease(_message.Message):
    __slots__ = ["epoch"]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    epoch: int
    def __init__(self, epoch: _Optional[int] = ...) -> None: ...

class LeaseRenewal(_message.Message):
    __slots__ = ["epoch"]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    epoch: int
    def __init__(self, epoch: _Optional[int] = ...) -> None: ...

class LeaseRequest(_message.Message):
    __slots__ = ["deadman_ms", "priority", "purpose"]
    DEADMAN_MS_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    deadman_ms: int
    priority: int
    purpose: str
    def __init__(self, priority: _Optional[int] = ..., deadman_ms: _Optional[int] = ..., purpose: _Optional[str] = ...) -> None: ...

class LeaseRevocation(_message.Message):
    __slots__ = ["epoch", "reason", "text"]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    epoch: int
    reason: RevocationReason
    text: str
    def __init__(self, epoch: _Optional[int] = ..., reason: _Optional[_Union[RevocationReason, str]] = ..., text: _Optional[str] = ...) -> None: ...

class Observation(_message.Message):
    __slots__ = ["episode", "images", "number", "sensed_ns", "step", "values"]
    EPISODE_FIELD_NUMBER: _ClassVar[int]
    IMAGES_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    SENSED_NS_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    episode: int
    images: _containers.RepeatedScalarFieldContainer[bytes]
    number: int
    sensed_ns: int
    step: int
    values: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, number: _Optional[int] = ..., episode: _Optional[int] = ..., step: _Optional[int] = ..., sensed_ns: _Optional[int] = ..., values: _Optional[_Iterable[float]] = ..., images: _Optional[_Iterable[bytes]] = ...) -> None: ...

class ObservationComponent(_message.Message):
    __slots__ = ["elements", "group", "high", "low", "name", "unit"]
    ELEMENTS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    elements: _containers.RepeatedScalarFieldContainer[str]
    group: ObservationGroup
    high: float
    low: float
    name: str
    unit: str
    def __init__(self, name: _Optional[str] = ..., group: _Optional[_Union[ObservationGroup, str]] = ..., unit: _Optional[str] = ..., elements: _Optional[_Iterable[str]] = ..., low: _Optional[float] = ..., high: _Optional[float] = ...) -> None: ...

class PeerStatus(_message.Message):
    __slots__ = ["clock_offset_ns", "lost", "name", "one_way_p50_ns", "one_way_p99_ns", "received", "rejected", "role", "round_trip_p50_ns", "round_trip_p99_ns", "session"]
    CLOCK_OFFSET_NS_FIELD_NUMBER: _ClassVar[int]
    LOST_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ONE_WAY_P50_NS_FIELD_NUMBER: _ClassVar[int]
    ONE_WAY_P99_NS_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_FIELD_NUMBER: _ClassVar[int]
    REJECTED_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    ROUND_TRIP_P50_NS_FIELD_NUMBER: _ClassVar[int]
    ROUND_TRIP_P99_NS_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    clock_offset_ns: int
    lost: int
    name: str
    one_way_p50_ns: int
    one_way_p99_ns: int
    received: int
    rejected: _containers.RepeatedCompositeFieldContainer[RejectionCount]
    role: Role
    round_trip_p50_ns: int
    round_trip_p99_ns: int
    session: int
    def __init__(self, session: _Optional[int] = ..., role: _Optional[_Union[Role, str]] = ..., name: _Optional[str] = ..., clock_offset_ns: _Optional[int] = ..., round_trip_p50_ns: _Optional[int] = ..., round_trip_p99_ns: _Optional[int] = ..., one_way_p50_ns: _Optional[int] = ..., one_way_p99_ns: _Optional[int] = ..., received: _Optional[int] = ..., lost: _Optional[int] = ..., rejected: _Optional[_Iterable[_Union[RejectionCount, _Mapping]]] = ...) -> None: ...

class Picture(_message.Message):
    __slots__ = ["camera", "data", "format", "height", "taken_ns", "width"]
    CAMERA_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    TAKEN_NS_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    camera: str
    data: bytes
    format: PictureFormat
    height: int
    taken_ns: int
    width: int
    def __init__(self, camera: _Optional[str] = ..., height: _Optional[int] = ..., width: _Optional[int] = ..., format: _Optional[_Union[PictureFormat, str]] = ..., data: _Optional[bytes] = ..., taken_ns: _Optional[int] = ...) -> None: ...

class Ping(_message.Message):
    __slots__ = ["number"]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    number: int
    def __init__(self, number: _Optional[int] = ...) -> None: ...

class Pong(_message.Message):
    __slots__ = ["number", "ping_monotonic_ns", "received_monotonic_ns"]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    PING_MONOTONIC_NS_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_MONOTONIC_NS_FIELD_NUMBER: _ClassVar[int]
    number: int
    ping_monotonic_ns: int
    received_monotonic_ns: int
    def __init__(self, number: _Optional[int] = ..., ping_monotonic_ns: _Optional[int] = ..., received_monotonic_ns: _Optional[int] = ...) -> None: ...

class Refusal(_message.Message):
    __slots__ = ["client_major", "client_minor", "hub_major", "hub_minor", "reason", "text"]
    CLIENT_MAJOR_FIELD_NUMBER: _ClassVar[int]
    CLIENT_MINOR_FIELD_NUMBER: _ClassVar[int]
    HUB_MAJOR_FIELD_NUMBER: _ClassVar[int]
    HUB_MINOR_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    client_major: int
    client_minor: int
    hub_major: int
    hub_minor: int
    reason: RefusalReason
    text: str
    def __init__(self, reason: _Optional[_Union[RefusalReason, str]] = ..., text: _Optional[str] = ..., hub_major: _Optional[int] = ..., hub_minor: _Optional[int] = ..., client_major: _Optional[int] = ..., client_minor: _Optional[int] = ...) -> None: ...

class RejectionCount(_message.Message):
    __slots__ = ["count", "reason"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    count: int
    reason: RejectionReason
    def __init__(self, reason: _Optional[_Union[RejectionReason, str]] = ..., count: _Optional[int] = ...) -> None: ...

class RejectionNotice(_message.Message):
    __slots__ = ["reason", "sequence", "session", "text"]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    reason: RejectionReason
    sequence: int
    session: int
    text: str
    def __init__(self, session: _Optional[int] = ..., sequence: _Optional[int] = ..., reason: _Optional[_Union[RejectionReason, str]] = ..., text: _Optional[str] = ...) -> None: ...

class RobotIdentity(_message.Message):
    __slots__ = ["joints", "name", "sha256"]
    JOINTS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    joints: _containers.RepeatedCompositeFieldContainer[Joint]
    name: str
    sha256: bytes
    def __init__(self, name: _Optional[str] = ..., sha256: _Optional[bytes] = ..., joints: _Optional[_Iterable[_Union[Joint, _Mapping]]] = ...) -> None: ...

class RobotStatus(_message.Message):
    __slots__ = ["clipped_ticks", "command_age_p50_ns", "command_age_p99_ns", "dry_run", "epoch", "joint_positions", "late_ticks", "mode", "policy_version", "reason", "ticks", "way_out"]
    CLIPPED_TICKS_FIELD_NUMBER: _ClassVar[int]
    COMMAND_AGE_P50_NS_FIELD_NUMBER: _ClassVar[int]
    COMMAND_AGE_P99_NS_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    JOINT_POSITIONS_FIELD_NUMBER: _ClassVar[int]
    LATE_TICKS_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    POLICY_VERSION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TICKS_FIELD_NUMBER: _ClassVar[int]
    WAY_OUT_FIELD_NUMBER: _ClassVar[int]
    clipped_ticks: int
    command_age_p50_ns: int
    command_age_p99_ns: int
    dry_run: bool
    epoch: int
    joint_positions: _containers.RepeatedScalarFieldContainer[float]
    late_ticks: int
    mode: RobotMode
    policy_version: int
    reason: str
    ticks: int
    way_out: str
    def __init__(self, mode: _Optional[_Union[RobotMode, str]] = ..., reason: _Optional[str] = ..., way_out: _Optional[str] = ..., epoch: _Optional[int] = ..., policy_version: _Optional[int] = ..., ticks: _Optional[int] = ..., late_ticks: _Optional[int] = ..., clipped_ticks: _Optional[int] = ..., command_age_p50_ns: _Optional[int] = ..., command_age_p99_ns: _Optional[int] = ..., dry_run: bool = ..., joint_positions: _Optional[_Iterable[float]] = ...) -> None: ...

class SimulationClose(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class SimulationOpen(_message.Message):
    __slots__ = ["copies", "task"]
    COPIES_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    copies: int
    task: str
    def __init__(self, task: _Optional[str] = ..., copies: _Optional[int] = ...) -> None: ...

class SimulationOpened(_message.Message):
    __slots__ = ["answers", "cameras", "copies", "maximum_steps", "reward_text", "robot", "spaces", "step_seconds", "success_text", "task"]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    CAMERAS_FIELD_NUMBER: _ClassVar[int]
    COPIES_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_STEPS_FIELD_NUMBER: _ClassVar[int]
    REWARD_TEXT_FIELD_NUMBER: _ClassVar[int]
    ROBOT_FIELD_NUMBER: _ClassVar[int]
    SPACES_FIELD_NUMBER: _ClassVar[int]
    STEP_SECONDS_FIELD_NUMBER: _ClassVar[int]
    SUCCESS_TEXT_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    answers: int
    cameras: _containers.RepeatedScalarFieldContainer[str]
    copies: int
    maximum_steps: int
    reward_text: str
    robot: str
    spaces: Spaces
    step_seconds: float
    success_text: str
    task: str
    def __init__(self, task: _Optional[str] = ..., robot: _Optional[str] = ..., copies: _Optional[int] = ..., spaces: _Optional[_Union[Spaces, _Mapping]] = ..., maximum_steps: _Optional[int] = ..., step_seconds: _Optional[float] = ..., reward_text: _Optional[str] = ..., success_text: _Optional[str] = ..., cameras: _Optional[_Iterable[str]] = ..., answers: _Optional[int] = ...) -> None: ...

class SimulationPicture(_message.Message):
    __slots__ = ["answers", "height", "rgb", "width"]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    RGB_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    answers: int
    height: int
    rgb: bytes
    width: int
    def __init__(self, height: _Optional[int] = ..., width: _Optional[int] = ..., rgb: _Optional[bytes] = ..., answers: _Optional[int] = ...) -> None: ...

class SimulationRender(_message.Message):
    __slots__ = ["camera", "copy", "height", "width"]
    CAMERA_FIELD_NUMBER: _ClassVar[int]
    COPY_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    camera: str
    copy: int
    height: int
    width: int
    def __init__(self, copy: _Optional[int] = ..., camera: _Optional[str] = ..., height: _Optional[int] = ..., width: _Optional[int] = ...) -> None: ...

class SimulationReset(_message.Message):
    __slots__ = ["copies", "seeds"]
    COPIES_FIELD_NUMBER: _ClassVar[int]
    SEEDS_FIELD_NUMBER: _ClassVar[int]
    copies: _containers.RepeatedScalarFieldContainer[int]
    seeds: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, copies: _Optional[_Iterable[int]] = ..., seeds: _Optional[_Iterable[int]] = ...) -> None: ...

class SimulationState(_message.Message):
    __slots__ = ["answers", "causes", "images", "observations", "outcomes", "progress", "rewards", "successes"]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    CAUSES_FIELD_NUMBER: _ClassVar[int]
    IMAGES_FIELD_NUMBER: _ClassVar[int]
    OBSERVATIONS_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    REWARDS_FIELD_NUMBER: _ClassVar[int]
    SUCCESSES_FIELD_NUMBER: _ClassVar[int]
    answers: int
    causes: _containers.RepeatedScalarFieldContainer[str]
    images: _containers.RepeatedScalarFieldContainer[bytes]
    observations: _containers.RepeatedScalarFieldContainer[float]
    outcomes: bytes
    progress: _containers.RepeatedScalarFieldContainer[float]
    rewards: _containers.RepeatedScalarFieldContainer[float]
    successes: bytes
    def __init__(self, observations: _Optional[_Iterable[float]] = ..., rewards: _Optional[_Iterable[float]] = ..., progress: _Optional[_Iterable[float]] = ..., outcomes: _Optional[bytes] = ..., successes: _Optional[bytes] = ..., causes: _Optional[_Iterable[str]] = ..., images: _Optional[_Iterable[bytes]] = ..., answers: _Optional[int] = ...) -> None: ...

class SimulationStep(_message.Message):
    __slots__ = ["actions"]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    actions: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, actions: _Optional[_Iterable[float]] = ...) -> None: ...

class Spaces(_message.Message):
    __slots__ = ["action", "images", "observation"]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    IMAGES_FIELD_NUMBER: _ClassVar[int]
    OBSERVATION_FIELD_NUMBER: _ClassVar[int]
    action: _containers.RepeatedCompositeFieldContainer[ActionElement]
    images: _containers.RepeatedCompositeFieldContainer[ImageComponent]
    observation: _containers.RepeatedCompositeFieldContainer[ObservationComponent]
    def __init__(self, observation: _Optional[_Iterable[_Union[ObservationComponent, _Mapping]]] = ..., action: _Optional[_Iterable[_Union[ActionElement, _Mapping]]] = ..., images: _Optional[_Iterable[_Union[ImageComponent, _Mapping]]] = ...) -> None: ...

class Transition(_message.Message):
    __slots__ = ["action", "authority", "clipped", "continues", "episode", "epoch", "events", "executed_ns", "next_observation", "number", "observation", "onset", "outcome", "policy_version", "proposal", "reward", "sensed_ns", "spool", "step"]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    AUTHORITY_FIELD_NUMBER: _ClassVar[int]
    CLIPPED_FIELD_NUMBER: _ClassVar[int]
    CONTINUES_FIELD_NUMBER: _ClassVar[int]
    EPISODE_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    EXECUTED_NS_FIELD_NUMBER: _ClassVar[int]
    NEXT_OBSERVATION_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    OBSERVATION_FIELD_NUMBER: _ClassVar[int]
    ONSET_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    POLICY_VERSION_FIELD_NUMBER: _ClassVar[int]
    PROPOSAL_FIELD_NUMBER: _ClassVar[int]
    REWARD_FIELD_NUMBER: _ClassVar[int]
    SENSED_NS_FIELD_NUMBER: _ClassVar[int]
    SPOOL_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    action: _containers.RepeatedScalarFieldContainer[float]
    authority: Authority
    clipped: bool
    continues: bool
    episode: int
    epoch: int
    events: _containers.RepeatedCompositeFieldContainer[Event]
    executed_ns: int
    next_observation: _containers.RepeatedScalarFieldContainer[float]
    number: int
    observation: _containers.RepeatedScalarFieldContainer[float]
    onset: bool
    outcome: Outcome
    policy_version: int
    proposal: _containers.RepeatedScalarFieldContainer[float]
    reward: float
    sensed_ns: int
    spool: int
    step: int
    def __init__(self, spool: _Optional[int] = ..., number: _Optional[int] = ..., episode: _Optional[int] = ..., step: _Optional[int] = ..., continues: bool = ..., observation: _Optional[_Iterable[float]] = ..., action: _Optional[_Iterable[float]] = ..., proposal: _Optional[_Iterable[float]] = ..., next_observation: _Optional[_Iterable[float]] = ..., authority: _Optional[_Union[Authority, str]] = ..., outcome: _Optional[_Union[Outcome, str]] = ..., reward: _Optional[float] = ..., clipped: bool = ..., onset: bool = ..., policy_version: _Optional[int] = ..., epoch: _Optional[int] = ..., sensed_ns: _Optional[int] = ..., executed_ns: _Optional[int] = ..., events: _Optional[_Iterable[_Union[Event, _Mapping]]] = ...) -> None: ...

class TransitionAck(_message.Message):
    __slots__ = ["durable_through", "spool"]
    DURABLE_THROUGH_FIELD_NUMBER: _ClassVar[int]
    SPOOL_FIELD_NUMBER: _ClassVar[int]
    durable_through: int
    spool: int
    def __init__(self, spool: _Optional[int] = ..., durable_through: _Optional[int] = ...) -> None: ...

class Weights(_message.Message):
    __slots__ = ["robot_sha256", "safetensors", "sha256", "task", "version"]
    ROBOT_SHA256_FIELD_NUMBER: _ClassVar[int]
    SAFETENSORS_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    robot_sha256: bytes
    safetensors: bytes
    sha256: bytes
    task: str
    version: int
    def __init__(self, version: _Optional[int] = ..., task: _Optional[str] = ..., robot_sha256: _Optional[bytes] = ..., sha256: _Optional[bytes] = ..., safetensors: _Optional[bytes] = ...) -> None: ...

class WeightsRequest(_message.Message):
    __slots__ = ["have_version"]
    HAVE_VERSION_FIELD_NUMBER: _ClassVar[int]
    have_version: int
    def __init__(self, have_version: _Optional[int] = ...) -> None: ...

class Welcome(_message.Message):
    __slots__ = ["control_hz", "deadman_ms", "durable_through", "epoch", "hello_monotonic_ns", "labelling", "maximum_messages_per_second", "name", "on_silence", "policy_hz", "received_monotonic_ns", "robot", "role", "software", "spaces", "task", "transition_credit"]
    CONTROL_HZ_FIELD_NUMBER: _ClassVar[int]
    DEADMAN_MS_FIELD_NUMBER: _ClassVar[int]
    DURABLE_THROUGH_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    HELLO_MONOTONIC_NS_FIELD_NUMBER: _ClassVar[int]
    LABELLING_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_MESSAGES_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ON_SILENCE_FIELD_NUMBER: _ClassVar[int]
    POLICY_HZ_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_MONOTONIC_NS_FIELD_NUMBER: _ClassVar[int]
    ROBOT_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    SOFTWARE_FIELD_NUMBER: _ClassVar[int]
    SPACES_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    TRANSITION_CREDIT_FIELD_NUMBER: _ClassVar[int]
    control_hz: float
    deadman_ms: int
    durable_through: int
    epoch: int
    hello_monotonic_ns: int
    labelling: Labelling
    maximum_messages_per_second: int
    name: str
    on_silence: OnSilence
    policy_hz: float
    received_monotonic_ns: int
    robot: RobotIdentity
    role: Role
    software: str
    spaces: Spaces
    task: str
    transition_credit: int
    def __init__(self, role: _Optional[_Union[Role, str]] = ..., name: _Optional[str] = ..., software: _Optional[str] = ..., task: _Optional[str] = ..., robot: _Optional[_Union[RobotIdentity, _Mapping]] = ..., spaces: _Optional[_Union[Spaces, _Mapping]] = ..., control_hz: _Optional[float] = ..., policy_hz: _Optional[float] = ..., deadman_ms: _Optional[int] = ..., on_silence: _Optional[_Union[OnSilence, str]] = ..., hello_monotonic_ns: _Optional[int] = ..., received_monotonic_ns: _Optional[int] = ..., durable_through: _Optional[int] = ..., transition_credit: _Optional[int] = ..., maximum_messages_per_second: _Optional[int] = ..., epoch: _Optional[int] = ..., labelling: _Optional[_Union[Labelling, _Mapping]] = ...) -> None: ...

class Role(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class Authority(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class Outcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class ObservationGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class OnSuccess(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class ExpertStorage(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class OnSilence(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class RefusalReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class RejectionReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class PictureFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class RobotMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class RevocationReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class EventKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
