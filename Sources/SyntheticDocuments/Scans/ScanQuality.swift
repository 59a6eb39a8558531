// What scanners, fax lines and people with stamps do to a page.

import Documents
import Foundation

/// How good a scan is.
package enum ScanQuality: String, Sendable, CaseIterable, Codable {
  /// 300 dpi, straight, black and white.
  case clean
  /// 300 dpi, black and white, half a degree askew, with specks.
  case noisy
  /// 300 dpi, gray, up to three degrees askew, a little out of focus.
  case skewed
  /// 150 dpi, gray, one degree askew, out of focus, noisy, pale.
  case poor

  package var resolution: Double { self == .poor ? 150 : 300 }
}

extension ScanQuality {
  /// A page drawn at 300 dpi, as this scanner would see it.
  package func scan(_ page: GrayImage, numbers: inout SeededNumbers) -> GrayImage {
    let side = numbers.chance(50) ? 1.0 : -1.0
    switch self {
    case .clean:
      return page.thresholded(at: 150)
    case .noisy:
      var image = page.rotated(degrees: side * (0.3 + 0.4 * numbers.fraction())).thresholded(at: 150)
      image.addSpecks(perMillion: 900, &numbers)
      return image
    case .skewed:
      var image = page.rotated(degrees: side * (1 + 2 * numbers.fraction())).blurred().faded(black: 40, white: 235)
      image.addNoise(amplitude: 14, &numbers)
      return image
    case .poor:
      var image = page.rotated(degrees: side * (0.4 + 0.8 * numbers.fraction())).blurred().scaled(by: 0.5)
        .faded(black: 60, white: 225)
      image.addNoise(amplitude: 26, &numbers)
      return image
    }
  }
}

extension GrayImage {
  func thresholded(at level: UInt8) -> GrayImage {
    var result = self
    for index in result.pixels.indices { result.pixels[index] = pixels[index] < level ? 0 : 255 }
    return result
  }

  /// Each pixel the mean of itself and its eight neighbours.
  func blurred() -> GrayImage {
    guard width > 2, height > 2 else { return self }
    var result = self
    pixels.withUnsafeBufferPointer { from in
      for y in 1..<(height - 1) {
        for x in 1..<(width - 1) {
          var sum = 0
          for row in (y - 1)...(y + 1) {
            let place = row * width + x
            sum += Int(from[place - 1]) + Int(from[place]) + Int(from[place + 1])
          }
          result.pixels[y * width + x] = UInt8(sum / 9)
        }
      }
    }
    return result
  }

  /// From black to white made less: pale toner on yellowed paper.
  func faded(black: Int, white: Int) -> GrayImage {
    var result = self
    for index in result.pixels.indices {
      result.pixels[index] = UInt8(black + Int(pixels[index]) * (white - black) / 255)
    }
    return result
  }

  mutating func addNoise(amplitude: Int, _ numbers: inout SeededNumbers) {
    for index in pixels.indices {
      // The sum of two draws lies nearer to the middle than one.
      let draw = numbers.next()
      let shift = Int(draw & 0xFF) * amplitude / 255 + Int(draw >> 8 & 0xFF) * amplitude / 255 - amplitude
      pixels[index] = UInt8(min(max(Int(pixels[index]) + shift, 0), 255))
    }
  }

  /// Specks of one to four pixels, black and white ones.
  mutating func addSpecks(perMillion: Int, _ numbers: inout SeededNumbers) {
    for _ in 0..<(pixels.count / 1_000_000 * perMillion) {
      let place = numbers.number(0...(pixels.count - width - 2))
      let shade: UInt8 = numbers.chance(60) ? 0 : 255
      pixels[place] = shade
      if numbers.chance(50) { pixels[place + 1] = shade }
      if numbers.chance(25) { (pixels[place + width], pixels[place + width + 1]) = (shade, shade) }
    }
  }
}
