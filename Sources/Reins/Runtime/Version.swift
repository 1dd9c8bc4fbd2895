/// The program's version, as `reins --version`, checkpoints and CHANGELOG name it.
public let reinsVersion = "0.1.0"
