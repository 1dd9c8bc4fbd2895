public import Vocabulary

/// Tasks and robots as people read them; every figure comes from the specification that the code steps with.
public enum SpecificationText {
  public static func list(_ tasks: [TaskSpecification]) -> String {
    var table = TextTable(
      header: ["task", "robot", "observation", "action", "steps", "rate", "success"], rightAligned: [2, 3, 4, 5])
    for task in tasks {
      table.add(
        task.id, task.robot, "\(task.observation.dimension)", "\(task.action.dimension)", "\(task.maximumSteps)",
        "\(decimal(1 / task.stepSeconds, 0)) Hz", task.successText)
    }
    return table.text()
  }

  public static func task(_ task: TaskSpecification) -> String {
    var lines = [
      task.id, String(repeating: "=", count: task.id.count), "",
      "robot        \(task.robot)",
      "rate         \(decimal(1 / task.stepSeconds, 1)) actions/s; \(task.substeps) physics steps of "
        + "\(decimal(task.stepSeconds / Double(task.substeps) * 1000, 3)) ms each",
      "episode      truncated after \(task.maximumSteps) steps (\(decimal(Double(task.maximumSteps) * task.stepSeconds, 1)) s)",
      "reward       \(task.rewardText)",
      "success      \(task.successText)",
      "progress     \(task.progressText)",
      "source       \(task.source)",
    ]
    for (place, difference) in task.differences.enumerated() {
      lines.append((place == 0 ? "differs      " : "             ") + difference)
    }
    if let text = task.randomizationText { lines.append("random       \(text)") }
    lines += [
      "cameras      \(task.cameras.isEmpty ? "none" : task.cameras.joined(separator: ", "))", "",
      "observation  \(task.observation.dimension) x float32",
    ]
    var table = TextTable(header: ["  index", "group", "component", "elements", "unit", "range"])
    var start = 0
    for component in task.observation.components {
      let end = start + component.count - 1
      table.add(
        "  " + (start == end ? "\(start)" : "\(start)-\(end)"), component.group.rawValue, component.name,
        component.elements.joined(separator: " "), component.unit,
        "\(decimal(component.low, 0)) to \(decimal(component.high, 0))")
      start += component.count
    }
    lines.append(table.text())
    for image in task.images {
      lines.append("image        \(image.name), \(image.height) x \(image.width) x 3 uint8, rows from the top, sRGB")
    }
    lines += ["", "action       \(task.action.dimension) x float32 in [-1, 1]"]
    table = TextTable(header: ["  index", "element", "1 means"])
    for (index, element) in task.action.elements.enumerated() {
      table.add("  \(index)", element.name, "\(trimmed(element.scale)) \(element.unit) in one step")
    }
    lines += [table.text(), "", "policy input \(task.policyInput.dimension) elements, scaled to order 1"]
    return lines.joined(separator: "\n")
  }

  static func trimmed(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }
}
