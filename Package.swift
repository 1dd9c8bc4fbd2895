// swift-tools-version: 6.2
// One package, arrows down only: Tests/ArchitectureTests holds the table of allowed imports.
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

// SwiftPM's debug configuration compiles C++ at -O0, where Bullet's inline headers and our kernels are 50 to 100 times slower.
let fast: [CXXSetting] = [.unsafeFlags(["-O3", "-fno-math-errno", "-Wall", "-Wextra", "-Werror"])]

let bullet: [CXXSetting] =
  fast + [
    .define("BT_USE_DOUBLE_PRECISION"),
    .unsafeFlags(["-isystem", "/usr/include/bullet", "-isystem", "/usr/include/eigen3"]),
  ]

/// One source, compiled once per instruction set; `REINS_LEVEL` names the copy.
func kernels(_ level: String, march: String?, more: [String] = []) -> [CXXSetting] {
  fast + [.define("REINS_LEVEL", to: level), .unsafeFlags((march.map { ["-march=\($0)"] } ?? []) + more)]
}

#if arch(x86_64)
  let wideKernels = ["CKernelsV3", "CKernelsV4", "CKernelsBF16"]
  let wideTargets: [Target] = [
    .target(
      name: "CKernelsV3", path: "Sources/Learning/CKernelsV3", cxxSettings: kernels("v3", march: "x86-64-v3")),
    .target(
      name: "CKernelsV4", path: "Sources/Learning/CKernelsV4", cxxSettings: kernels("v4", march: "x86-64-v4")),
    .target(
      name: "CKernelsBF16", path: "Sources/Learning/CKernelsBF16",
      cxxSettings: kernels("v4", march: "x86-64-v4", more: ["-mavx512bf16"])),
  ]
#else
  let wideKernels: [String] = []
  let wideTargets: [Target] = []
#endif

func part(_ name: String, _ folder: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, path: "Sources/\(folder)\(name)", swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, path: "Tests/\(name)", resources: resources, swiftSettings: strict)
}

let package = Package(
  name: "reins",
  products: [.executable(name: "reins", targets: ["CLI"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: [
    part("Vocabulary", "", []),
    part("Configuration", "", ["Vocabulary", .product(name: "Yams", package: "Yams")]),

    // Simulation
    .target(
      name: "CMeshes", path: "Sources/Simulation/CMeshes", cxxSettings: fast,
      linkerSettings: [.linkedLibrary("assimp")]),
    .target(
      name: "CBullet", dependencies: ["CMeshes"], path: "Sources/Simulation/CBullet", cxxSettings: bullet,
      linkerSettings: [
        .linkedLibrary("BulletSoftBody-float64"), .linkedLibrary("BulletDynamics-float64"),
        .linkedLibrary("BulletCollision-float64"),
        .linkedLibrary("LinearMath-float64"), .linkedLibrary("urdfdom_model"),
        .linkedLibrary("console_bridge"), .linkedLibrary("tinyxml"),
      ]),
    part("Physics", "Simulation/", ["Vocabulary", "CBullet"]),
    .target(
      name: "COpenGL", path: "Sources/Simulation/COpenGL", cxxSettings: fast,
      linkerSettings: [.linkedLibrary("EGL"), .linkedLibrary("OpenGL")]),
    part("Rendering", "Simulation/", ["Vocabulary", "Physics", "COpenGL"]),
    part("Environments", "Simulation/", ["Vocabulary", "Physics", "Rendering"]),

    // Learning
    .target(
      name: "CKernelsBase", dependencies: wideKernels.map { .byName(name: $0) },
      path: "Sources/Learning/CKernelsBase", cxxSettings: kernels("base", march: nil)),
    part("Networks", "Learning/", ["Vocabulary", "CKernelsBase"]),
    part("Replay", "Learning/", ["Vocabulary"]),
    part("Intervention", "Learning/", ["Vocabulary"]),
    part("Learners", "Learning/", ["Vocabulary", "Networks", "Replay", "Intervention"]),

    // Robot
    part("Safety", "Robot/", ["Vocabulary"]),
    part("Control", "Robot/", ["Vocabulary", "Intervention", "Replay"]),

    // Bridge
    .target(
      name: "Wire", dependencies: ["Vocabulary", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
      path: "Sources/Bridge/Wire", exclude: ["Schema/reins.proto"], swiftSettings: strict),
    .systemLibrary(name: "CZeroMQ", path: "Sources/Bridge/CZeroMQ"),
    part("Sessions", "Bridge/", ["Vocabulary", "Wire"]),
    part("Hub", "Bridge/", ["Vocabulary", "Wire", "Sessions", "Intervention", "Replay", "Control"]),
    part("Transport", "Bridge/", ["Vocabulary", "Wire", "CZeroMQ"]),
    part("Teleoperation", "Bridge/", ["Vocabulary", "Wire"]),
    .target(name: "CInput", path: "Sources/Bridge/CInput"),
    part("Devices", "Bridge/", ["CInput"]),

    // Recording
    .systemLibrary(name: "CCodecs", path: "Sources/CCodecs"),
    part("Recording", "", ["Vocabulary", "Networks", "Replay", "CCodecs"]),

    // The program
    part(
      "Runtime", "Reins/",
      [
        "Vocabulary", "Configuration", "Physics", "Rendering", "Environments", "Networks", "Replay", "Intervention",
        "Learners", "Control", "Safety", "Recording", "Wire", "Sessions", "Hub", "Transport", "Teleoperation",
        "Devices",
      ]),
    part(
      "Benches", "Reins/",
      [
        "Vocabulary", "Physics", "Rendering", "Environments", "Networks", "Replay", "Learners", "Safety", "Wire",
        "Sessions", "Transport", "Runtime",
      ]),
    .executableTarget(
      name: "CLI",
      dependencies: [
        "Vocabulary", "Wire", "Transport", "Runtime", "Benches",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/Reins/CLI", swiftSettings: strict),

    tests("VocabularyTests", ["Vocabulary"]),
    tests("ConfigurationTests", ["Vocabulary", "Configuration"]),
    tests("PhysicsTests", ["Vocabulary", "Physics"]),
    tests("RenderingTests", ["Vocabulary", "Physics", "Rendering"]),
    .target(name: "CAllocations", path: "Tests/CAllocations", cxxSettings: fast),
    tests(
      "EnvironmentsTests",
      ["Vocabulary", "Configuration", "Physics", "Rendering", "Environments", "Networks", "CAllocations"]),
    tests("NetworksTests", ["Vocabulary", "Networks"]),
    tests("ReplayTests", ["Vocabulary", "Replay"]),
    tests("InterventionTests", ["Vocabulary", "Intervention"]),
    tests(
      "LearnersTests", ["Vocabulary", "Networks", "Replay", "Intervention", "Learners"], resources: [.copy("golden")]),
    tests("SafetyTests", ["Vocabulary", "Safety", "CAllocations"]),
    tests("ControlTests", ["Vocabulary", "Replay", "Intervention", "Control"]),
    tests("WireTests", ["Vocabulary", "Wire"], resources: [.copy("golden")]),
    tests("SessionsTests", ["Vocabulary", "Wire", "Sessions"]),
    tests("HubTests", ["Vocabulary", "Wire", "Sessions", "Intervention", "Control", "Hub"]),
    tests("TransportTests", ["Vocabulary", "Wire", "Transport"]),
    tests("TeleoperationTests", ["Vocabulary", "Wire", "Teleoperation"]),
    tests("DevicesTests", ["Devices"]),
    tests("RecordingTests", ["Vocabulary", "Networks", "Replay", "Recording"]),
    tests(
      "RuntimeTests",
      [
        "Vocabulary", "Configuration", "Rendering", "Environments", "Intervention", "Learners", "Control", "Recording",
        "Wire", "Sessions", "Transport", "Teleoperation", "Runtime",
      ]),
    tests("ArchitectureTests", []),
  ] + wideTargets,
  cxxLanguageStandard: .cxx17
)
