// Specks of dust and of poor transmission: a page of black and white full of them is read badly.

extension GrayImage {
  /// Whether every pixel is black or white.
  package var isBilevel: Bool { pixels.allSatisfy { $0 == 0 || $0 == 255 } }

  /// Whether it is black and white but for soft edges: few pixels lie well between. Pages that were scanned in gray
  /// have more of them, and strokes too thin and pale to bear cleaning.
  package var isNearlyBilevel: Bool {
    let between = pixels.reduce(into: 0) { count, pixel in if (48..<208).contains(pixel) { count += 1 } }
    return between * 100 <= pixels.count * 7
  }

  /// In black and white, each pixel what most of its neighbours and itself are: specks of up to four pixels go, strokes
  /// of three pixels and more stay. Shades of gray are told apart in the middle: a PDF's black and white pictures are
  /// drawn with soft edges.
  package var despeckled: GrayImage {
    guard width > 2, height > 2 else { return self }
    var result = self
    pixels.withUnsafeBufferPointer { from in
      result.pixels.withUnsafeMutableBufferPointer { to in
        for y in 1..<(height - 1) {
          for x in 1..<(width - 1) {
            var white = 0
            for row in (y - 1)...(y + 1) {
              let place = row * width + x
              // The highest bit says on which side of the middle it is.
              white += Int(from[place - 1] >> 7) + Int(from[place] >> 7) + Int(from[place + 1] >> 7)
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
