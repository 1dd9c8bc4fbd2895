/// Eight numbers at a time: the C library's functions take one, and an update calls them ten thousand times.
///
/// Plain products and sums in single precision, so that the bits do not depend on the instruction set. The polynomials
/// are those of Cephes (Moshier 1992; `expf`, `tanhf`, `logf`, `sinf`): within 2 units in the last place. NaN stays NaN.
typealias Eight = SIMD8<Float>

@inline(__always)
private func bits(_ x: Eight) -> SIMD8<UInt32> { unsafe unsafeBitCast(x, to: SIMD8<UInt32>.self) }

@inline(__always)
private func floats(_ bits: SIMD8<UInt32>) -> Eight { unsafe unsafeBitCast(bits, to: Eight.self) }

/// eˣ, x held to [−87, 88].
@inline(__always)
func exponential(_ x: Eight) -> Eight {
  var held = x.replacing(with: -87, where: x .< -87)
  held = held.replacing(with: 88, where: x .> 88)
  // Added to it, a number is rounded to the nearest integer, which then stands in the last bits.
  let magic: Float = 12_582_912
  let shifted = held * 1.442_695_04 + magic
  let n = shifted - magic
  let r = (held - n * 0.693_359_375) - n * -2.121_944_4e-4
  var y = r * 1.987_569_15e-4 + 1.398_199_950_7e-3
  y = y * r + 8.333_451_907_3e-3
  y = y * r + 4.166_579_589_4e-2
  y = y * r + 1.666_666_545_9e-1
  y = y * r + 5.000_000_120_1e-1
  return (y * (r * r) + r + 1) * floats((bits(shifted) &<< 23) &+ 0x3f80_0000)
}

/// tanh u and log(1 + e^(−2|u|)), which share their exponential.
@inline(__always)
func hyperbolicTangent(_ u: Eight) -> (tangent: Eight, softplus: Eight) {
  let magnitude = u.replacing(with: -u, where: u .< 0)
  let t = exponential(-2 * magnitude)
  let large = (1 - t) / (1 + t)
  let z = u * u
  var y = z * -5.704_988_727_45e-3 + 2.063_908_879_54e-2
  y = y * z - 5.373_971_555_31e-2
  y = y * z + 1.333_144_220_36e-1
  y = y * z - 3.333_328_194_22e-1
  let signed = large.replacing(with: -large, where: u .< 0)
  // log(1 + t): above √2 the argument is halved; t and (t − 1)/2 are exact.
  let isHalved = t .> 0.414_213_56
  let f = t.replacing(with: (t - 1) * 0.5, where: isHalved)
  let exponent = Eight(repeating: 0).replacing(with: 1, where: isHalved)
  return (signed.replacing(with: y * z * u + u, where: magnitude .< 0.625), logarithm(onePlus: f, exponent: exponent))
}

/// ln x of positive normal numbers.
@inline(__always)
func logarithm(_ x: Eight) -> Eight {
  let mantissa = floats((bits(x) & 0x7f_ffff) | 0x3f00_0000)
  // The exponent stands in the last bits of 2²³ + e.
  let exponent = floats((bits(x) &>> 23) | 0x4b00_0000) - (8_388_608 + 126)
  let isSmall = mantissa .< 0.707_106_78
  return logarithm(
    onePlus: (mantissa - 1).replacing(with: 2 * mantissa - 1, where: isSmall),
    exponent: exponent.replacing(with: exponent - 1, where: isSmall))
}

/// ln((1 + f) · 2ᵉ), 1 + f in [√½, √2].
@inline(__always)
private func logarithm(onePlus f: Eight, exponent e: Eight) -> Eight {
  let z = f * f
  var y = f * 7.037_683_629_2e-2 - 1.151_461_031_0e-1
  y = y * f + 1.167_699_874_0e-1
  y = y * f - 1.242_014_084_6e-1
  y = y * f + 1.424_932_278_7e-1
  y = y * f - 1.666_805_766_5e-1
  y = y * f + 2.000_071_476_5e-1
  y = y * f - 2.499_999_399_3e-1
  y = y * f + 3.333_333_117_4e-1
  y = y * f * z + e * -2.121_944_4e-4 - 0.5 * z
  return f + y + e * 0.693_359_375
}

/// sin and cos of 2π v, v in [0, 1].
@inline(__always)
func sineAndCosine(turns v: Eight) -> (sine: Eight, cosine: Eight) {
  let shifted = v * 4 + 12_582_912
  let quarter = bits(shifted)
  let x = (v - (shifted - 12_582_912) * 0.25) * (2 * Float.pi)
  let z = x * x
  var s = z * -1.951_529_589_1e-4 + 8.332_160_873_6e-3
  s = s * z - 1.666_665_461_1e-1
  s = s * z * x + x
  var c = z * 2.443_315_711_809_948e-5 - 1.388_731_625_493_765e-3
  c = c * z + 4.166_664_568_298_827e-2
  c = c * z * z - 0.5 * z + 1
  let isOdd = (quarter & 1) .== 1
  let (sine, cosine) = (s.replacing(with: c, where: isOdd), c.replacing(with: s, where: isOdd))
  return (
    sine.replacing(with: -sine, where: (quarter & 2) .== 2),
    cosine.replacing(with: -cosine, where: ((quarter &+ 1) & 2) .== 2)
  )
}
