/// Who may import whom: arrows go down only. Everything may import Vocabulary, which imports nothing.
///
/// Targets that do not exist yet stand here, too: the law is older than the code.
enum ImportTable {
  /// Below everything that composes; C targets are seen by their Swift owners only.
  static let owned: [String: Set<String>] = [
    "Vocabulary": [],
    "Configuration": ["Yams"],

    // Robot files name meshes.
    "CMeshes": [], "CBullet": ["CMeshes"], "COpenGL": [],
    "Physics": ["CBullet"],
    "Rendering": ["Physics", "COpenGL"],
    "Environments": ["Physics", "Rendering"],

    // Base dispatches to the kernels of each instruction set.
    "CKernelsBase": ["CKernelsV2", "CKernelsV3", "CKernelsV4", "CKernelsBF16", "CKernelsNeon"],
    "CKernelsV2": [], "CKernelsV3": [], "CKernelsV4": [], "CKernelsBF16": [], "CKernelsNeon": [],
    "Networks": ["CKernelsBase"],
    "Replay": [],
    "Intervention": [],
    "Learners": ["Networks", "Replay", "Intervention"],

    "Safety": [],
    // Never Transport: it sees RobotPort.
    "Control": ["Safety", "Intervention", "Replay"],

    "CZeroMQ": [],
    "Wire": ["SwiftProtobuf"],
    // Pure: no sockets, no clock.
    "Sessions": ["Wire"],
    // What a hub does with its robot; pure, too.
    "Hub": ["Wire", "Sessions", "Intervention", "Replay", "Control"],
    "Transport": ["CZeroMQ", "Wire"],
    // Pure: no terminal, no device, no clock.
    "Teleoperation": ["Wire"],
    "CInput": [],
    "Devices": ["CInput"],

    "CCodecs": [],
    "Recording": ["Wire", "Networks", "Replay", "CCodecs"],
  ]

  /// What tests alone use: in C, because it stands in for the C library.
  static let testSupport: Set = ["CAllocations"]

  private static let parts = Set(owned.keys.filter { !isC($0) })

  static let allowed: [String: Set<String>] = owned.merging([
    "Dashboard": parts.union(["NIOCore", "NIOPosix", "NIOHTTP1", "NIOWebSocket", "NIOSSL"]),
    "Runtime": parts.union(["Dashboard"]),
    "Benches": parts.union(["Dashboard", "Runtime"]),
    "CLI": parts.union(["Dashboard", "Runtime", "Benches", "ArgumentParser"]),
  ]) { $1 }

  /// Named C and a capital: reached through a C ABI.
  static func isC(_ target: String) -> Bool {
    target.hasPrefix("C") && target.dropFirst().first?.isUppercase == true && target != "CLI"
  }

  /// What the platform brings.
  static let platform: Set = ["Foundation", "Glibc", "Dispatch", "Synchronization"]

  /// What a program wrote: may be long, is not formatted, and imports what its generator likes.
  static let generated: Set = ["Sources/Bridge/Wire/Schema/reins.pb.swift"]

  /// Where a target's code lies.
  static let folders: [String: String] = [
    "Physics": "Simulation", "CBullet": "Simulation", "CMeshes": "Simulation", "COpenGL": "Simulation",
    "Rendering": "Simulation",
    "Environments": "Simulation", "Networks": "Learning", "Replay": "Learning", "Intervention": "Learning",
    "Learners": "Learning", "CKernelsBase": "Learning", "CKernelsV2": "Learning", "CKernelsV3": "Learning",
    "CKernelsV4": "Learning", "CKernelsBF16": "Learning", "CKernelsNeon": "Learning", "Safety": "Robot",
    "Control": "Robot",
    "CZeroMQ": "Bridge", "Wire": "Bridge", "Sessions": "Bridge", "Hub": "Bridge", "Transport": "Bridge",
    "Teleoperation": "Bridge", "CInput": "Bridge", "Devices": "Bridge", "Runtime": "Reins", "Dashboard": "Reins",
    "Benches": "Reins",
    "CLI": "Reins",
  ]

  /// Which target may include a C or C++ library's headers, by the beginning of the header's name.
  static let headers: [(prefix: String, targets: Set<String>)] = [
    ("Bullet", ["CBullet"]), ("LinearMath/", ["CBullet"]), ("bt", ["CBullet"]),
    ("urdf_", ["CBullet"]), ("console_bridge/", ["CBullet"]), ("tinyxml", ["CBullet"]), ("assimp/", ["CMeshes"]),
    ("CMeshes.h", ["CBullet"]),
    ("Eigen/", ["CBullet", "CKernelsBase", "CKernelsV2", "CKernelsV3", "CKernelsV4", "CKernelsNeon"]),
    ("eigen3/", ["CBullet", "CKernelsBase", "CKernelsV2", "CKernelsV3", "CKernelsV4", "CKernelsNeon"]),
    ("sodium", ["CCodecs"]), ("zstd", ["CCodecs"]), ("png", ["CCodecs"]), ("jpeglib", ["CCodecs"]),
    ("zlib", ["CCodecs"]),
    ("zmq", ["CZeroMQ"]), ("linux/", ["CInput"]), ("sys/ioctl.h", ["CInput"]), ("fcntl.h", ["CInput"]),
    ("termios.h", ["CInput"]), ("poll.h", ["CInput"]), ("signal.h", ["CInput"]), ("EGL/", ["COpenGL"]),
    ("GL/", ["COpenGL"]),
    ("immintrin.h", ["CKernelsBase", "CKernelsV2", "CKernelsV3", "CKernelsV4", "CKernelsBF16"]),
    ("arm_neon.h", ["CKernelsNeon"]),
  ]
}
