import CBullet

/// Everything that moves the future of a world, contacts and motor commands included. Lives in memory: its bytes mean
/// something to this process only.
public struct WorldSnapshot: Equatable, Sendable {
  fileprivate var bytes: [UInt8]
}

extension World {
  /// What `restore` puts back.
  ///
  /// - Throws: `outOfRange` in a world that Bullet steps: the state of its search for pairs cannot be put back.
  public func snapshot() throws(PhysicsError) -> WorldSnapshot {
    guard configuration.solver == .reins else {
      throw .outOfRange(
        parameter: "solver", value: configuration.solver.rawValue, allowed: "\(SolverKind.reins) for snapshots")
    }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: unsafe cb_snapshot_size(handle)) { buffer, count in
      unsafe cb_snapshot(handle, buffer.baseAddress)
      count = buffer.count
    }
    return WorldSnapshot(bytes: bytes)
  }

  /// Puts a state of a world with the same bodies back: what follows is what followed the snapshot, bit for bit.
  public func restore(_ snapshot: borrowing WorldSnapshot) {
    let count = snapshot.bytes.count
    let done = unsafe snapshot.bytes.withUnsafeBufferPointer { unsafe cb_restore(handle, $0.baseAddress, count) }
    precondition(done != 0, "this snapshot is of a world with other bodies")
  }
}
