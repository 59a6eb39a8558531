// Turning pictures upright: by quarters, and by the few degrees that a sheet lies askew in a scanner.

import Foundation

extension GrayImage {
  /// The largest skew that is looked for, in degrees.
  package static let maximumSkew = 5.0

  /// Turned clockwise by so many quarters.
  package func turned(quarters: Int) -> GrayImage {
    switch (quarters % 4 + 4) % 4 {
    case 1:
      return mapped(width: height, height: width) { x, y in (y, height - 1 - x) }
    case 2:
      return mapped(width: width, height: height) { x, y in (width - 1 - x, height - 1 - y) }
    case 3:
      return mapped(width: height, height: width) { x, y in (width - 1 - y, x) }
    default: return self
    }
  }

  private func mapped(width newWidth: Int, height newHeight: Int, _ from: (Int, Int) -> (Int, Int)) -> GrayImage {
    var result = GrayImage(width: newWidth, height: newHeight)
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        let (column, row) = from(x, y)
        result.pixels[y * newWidth + x] = pixels[row * width + column]
      }
    }
    return result
  }

  /// Turned clockwise about its middle by so many degrees, same size, white where nothing was.
  package func rotated(degrees: Double) -> GrayImage {
    guard degrees != 0 else { return self }
    let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
    let (middleX, middleY) = (Double(width - 1) / 2, Double(height - 1) / 2)
    // Whole numbers of 65536ths of a pixel, between pixels in 256ths: a page has eight million of them.
    let one = 65_536.0
    let (stepX, stepY) = (Int((cosine * one).rounded()), Int((-sine * one).rounded()))
    var result = GrayImage(width: width, height: height)
    pixels.withUnsafeBufferPointer { from in
      result.pixels.withUnsafeMutableBufferPointer { to in
        for y in 0..<height {
          let offsetY = Double(y) - middleY
          var sourceX = Int(((sine * offsetY - cosine * middleX + middleX) * one).rounded())
          var sourceY = Int(((cosine * offsetY + sine * middleX + middleY) * one).rounded())
          for x in 0..<width {
            let (column, row) = (sourceX >> 16, sourceY >> 16)
            if column >= 0, row >= 0, column + 1 < width, row + 1 < height {
              let (partX, partY) = ((sourceX >> 8) & 0xFF, (sourceY >> 8) & 0xFF)
              let place = row * width + column
              let upper = Int(from[place]) * (256 - partX) + Int(from[place + 1]) * partX
              let lower = Int(from[place + width]) * (256 - partX) + Int(from[place + width + 1]) * partX
              to[y * width + x] = UInt8(truncatingIfNeeded: (upper * (256 - partY) + lower * partY) >> 16)
            }
            (sourceX, sourceY) = (sourceX + stepX, sourceY + stepY)
          }
        }
      }
    }
    return result
  }

  /// By how many degrees its lines of text fall to the right, from -5 to 5, to a twentieth of a degree.
  ///
  /// The angle at which the rows' sums of ink differ most: straight lines of text make rows of much ink and rows of
  /// none (Postl's projection profile).
  package var skewDegrees: Double {
    let ink = inkPoints()
    guard ink.count > 200 else { return 0 }
    var best = (angle: 0.0, score: profileScore(ink, 0))
    func search(_ angles: StrideThrough<Double>) {
      for angle in angles {
        let score = profileScore(ink, angle)
        if score > best.score { best = (angle, score) }
      }
    }
    search(stride(from: -GrayImage.maximumSkew, through: GrayImage.maximumSkew, by: 0.5))
    search(stride(from: best.angle - 0.45, through: best.angle + 0.45, by: 0.05))
    return abs(best.angle) < 0.075 ? 0 : best.angle
  }

  /// The lower edges of ink, of a picture made smaller: enough to see lines by, and ten times fewer points.
  private func inkPoints() -> [(x: Float, y: Float)] {
    let step = max(1, max(width, height) / 1_100)
    var points: [(x: Float, y: Float)] = []
    for y in stride(from: 0, to: height - step, by: step) {
      for x in stride(from: 0, to: width, by: step)
      where pixels[y * width + x] < 128 && pixels[(y + step) * width + x] >= 128 {
        points.append((Float(x / step), Float(y / step)))
      }
    }
    // Beyond this many a page is no text but a picture; every n-th will do.
    let limit = 60_000
    guard points.count > limit else { return points }
    let every = points.count / limit + 1
    return stride(from: 0, to: points.count, by: every).map { points[$0] }
  }

  private func profileScore(_ points: [(x: Float, y: Float)], _ degrees: Double) -> Int {
    let slope = Float(tan(degrees * .pi / 180))
    // A picture of at most 2,200 points a side, and a tenth of that to both sides for the slope.
    let margin = 256
    var rows = [Int](repeating: 0, count: 2_200 + 2 * margin)
    for point in points {
      let row = Int((point.y - point.x * slope).rounded()) + margin
      if rows.indices.contains(row) { rows[row] += 1 }
    }
    return rows.reduce(0) { $0 + $1 * $1 }
  }
}
