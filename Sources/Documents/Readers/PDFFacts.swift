// What Poppler's `pdfinfo -f 1 -l N` says of a PDF before anything else is done with it.

/// Facts about a PDF.
package struct PDFFacts: Sendable, Equatable {
  /// A page's size as shown, in points.
  package struct Size: Sendable, Equatable {
    package var width: Double
    package var height: Double

    package init(width: Double, height: Double) { (self.width, self.height) = (width, height) }
  }

  package var pageCount: Int
  package var isEncrypted: Bool
  package var hasJavaScript: Bool
  /// The sizes of the first pages, as far as they were asked for.
  package var sizes: [Size]

  package init(pageCount: Int, isEncrypted: Bool = false, hasJavaScript: Bool = false, sizes: [Size] = []) {
    self.pageCount = pageCount
    self.isEncrypted = isEncrypted
    self.hasJavaScript = hasJavaScript
    self.sizes = sizes
  }

  /// Reads what `pdfinfo` printed; nil where it does not say how many pages there are.
  package init?(_ text: String) {
    var (pages, encrypted, script, sizes) = (nil as Int?, false, false, [Size]())
    for line in text.split(whereSeparator: \.isNewline) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let key = line[..<colon].split(separator: " ")
      let value = line[line.index(after: colon)...].trimmingWhitespace
      switch key.first {
      case "Pages" where key.count == 1: pages = Int(value)
      case "Encrypted": encrypted = !value.hasPrefix("no")
      case "JavaScript": script = value.hasPrefix("yes")
      case "Page" where key.last == "size":
        let parts = value.split(separator: " ")
        guard parts.count >= 3, let width = Double(parts[0]), let height = Double(parts[2]) else { continue }
        sizes.append(Size(width: width, height: height))
      case "Page" where key.last == "rot" && !sizes.isEmpty && (value == "90" || value == "270"):
        let size = sizes[sizes.count - 1]
        sizes[sizes.count - 1] = Size(width: size.height, height: size.width)
      default: break
      }
    }
    guard let pages, pages >= 0 else { return nil }
    self.init(pageCount: pages, isEncrypted: encrypted, hasJavaScript: script, sizes: sizes)
  }
}
