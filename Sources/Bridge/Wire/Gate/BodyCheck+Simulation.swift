/// Messages of tasks that the hub simulates.
extension BodyCheck {
  func check(_ opened: SimulationOpened) throws(Rejection) {
    try name(opened.task, "simulation_opened.task", mayBeEmpty: false)
    try name(opened.robot, "simulation_opened.robot")
    try range(opened.copies, "simulation_opened.copies", in: 1...FixedLimits.copies)
    try check(opened.spaces)
    try range(opened.maximumSteps, "simulation_opened.maximum_steps", in: 1...UInt32.max)
    try range(opened.stepSeconds, "simulation_opened.step_seconds", in: 1e-6...1e3)
    try text(opened.rewardText, "simulation_opened.reward_text")
    try text(opened.successText, "simulation_opened.success_text")
    try list(opened.cameras.count, "simulation_opened.cameras", limit: FixedLimits.cameras)
    for camera in opened.cameras { try name(camera, "simulation_opened.cameras", mayBeEmpty: false) }
  }

  func check(_ reset: SimulationReset) throws(Rejection) {
    let expected = reset.copies.isEmpty ? copies : reset.copies.count
    guard reset.seeds.count == expected else {
      throw .length(field: "simulation_reset.seeds", found: reset.seeds.count, expected: expected)
    }
    var next: UInt32 = 0
    for copy in reset.copies {
      guard copy >= next && copy < copies else {
        throw .outOfRange(
          field: "simulation_reset.copies", value: "\(copy)", allowed: "rising, \(next)...\(copies - 1)")
      }
      next = copy + 1
    }
  }

  func check(_ state: SimulationState) throws(Rejection) {
    try vector(
      state.observations, "simulation_state.observations", count: copies * observationDimension,
      limit: Float(FixedLimits.magnitude))
    try vector(state.rewards, "simulation_state.rewards", count: copies)
    try vector(state.progress, "simulation_state.progress", count: copies)
    for (count, field) in [
      (state.outcomes.count, "simulation_state.outcomes"), (state.successes.count, "simulation_state.successes"),
      (state.causes.count, "simulation_state.causes"),
    ] where count != copies {
      throw .length(field: field, found: count, expected: copies)
    }
    for cause in state.causes { try text(cause, "simulation_state.causes") }
    try images(state.images, "simulation_state.images", copies: copies)
  }

  func check(_ render: SimulationRender) throws(Rejection) {
    guard render.copy < copies else {
      throw .outOfRange(field: "simulation_render.copy", value: "\(render.copy)", allowed: "0...\(copies - 1)")
    }
    try name(render.camera, "simulation_render.camera", mayBeEmpty: false)
    try edges(render.height, render.width, "simulation_render")
  }

  func check(_ picture: SimulationPicture) throws(Rejection) {
    try edges(picture.height, picture.width, "simulation_picture")
    let bytes = 3 * Int(picture.height) * Int(picture.width)
    guard picture.rgb.count == bytes else {
      throw .length(field: "simulation_picture.rgb", found: picture.rgb.count, expected: bytes)
    }
  }
}
