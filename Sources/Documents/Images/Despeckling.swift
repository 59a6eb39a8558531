// Specks of dust and of poor transmission: a page of black and white full of them is read badly.

extension GrayImage {
  /// Whether every pixel is black or white.
  package var isBilevel: Bool { pixels.allSatisfy { $0 == 0 || $0 == 255 } }

  /// A picture of black and white in which each pixel is what most of its neighbours and itself are: specks of up to
  /// four pixels go, strokes of three pixels and more stay. Other pictures stay as they are.
  package var despeckled: GrayImage {
    guard width > 2, height > 2, isBilevel else { return self }
    var result = self
    pixels.withUnsafeBufferPointer { from in
      result.pixels.withUnsafeMutableBufferPointer { to in
        for y in 1..<(height - 1) {
          for x in 1..<(width - 1) {
            var white = 0
            for row in (y - 1)...(y + 1) {
              let place = row * width + x
              white += Int(from[place - 1] & 1) + Int(from[place] & 1) + Int(from[place + 1] & 1)
            }
            to[y * width + x] = white > 4 ? 255 : 0
          }
        }
      }
    }
    return result
  }

  /// How many of a million pixels are alone: black with at most one black neighbour above, below, left and right.
  package var specksPerMillion: Int {
    guard width > 2, height > 2 else { return 0 }
    var count = 0
    pixels.withUnsafeBufferPointer { from in
      for y in 1..<(height - 1) {
        for place in (y * width + 1)..<(y * width + width - 1) where from[place] < 128 {
          let beside = (from[place - 1] < 128 ? 1 : 0) + (from[place + 1] < 128 ? 1 : 0)
          let dark = beside + (from[place - width] < 128 ? 1 : 0) + (from[place + width] < 128 ? 1 : 0)
          if dark <= 1 { count += 1 }
        }
      }
    }
    return count * 1_000_000 / pixels.count
  }
}
