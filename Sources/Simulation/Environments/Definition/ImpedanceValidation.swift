import Physics
import Vocabulary

func checkImpedance(_ impedance: CartesianImpedance, key: String) throws(ConfigError) {
  try check("\(key).stiffness", impedance.stiffness, in: 1...10_000)
  try check("\(key).rotationalStiffness", impedance.rotationalStiffness, in: 1...10_000)
  try check("\(key).dampingRatio", impedance.dampingRatio, in: 0.1...5)
  try check("\(key).postureStiffness", impedance.postureStiffness, in: 0...1000)
}
