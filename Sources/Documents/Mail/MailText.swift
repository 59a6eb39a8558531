// A mail's own text, from bytes in some character set, and from HTML, whose marks are dropped.

enum MailText {
  /// - Parameter charset: as the part names it; UTF-8 where it names none that is known.
  static func text(_ bytes: [UInt8], charset: String?, isHTML: Bool) -> String {
    let isLatin = ["iso-8859-1", "iso-8859-15", "windows-1252", "latin1"].contains(charset?.lowercased() ?? "")
    let text =
      isLatin
      ? String(String.UnicodeScalarView(bytes.map { UnicodeScalar($0) })) : String(decoding: bytes, as: UTF8.self)
    return isHTML ? withoutMarks(text) : text
  }

  /// Elements that end a line.
  private static let lineEnds: Set<String> = ["br", "p", "div", "tr", "li", "table", "h1", "h2", "h3", "h4"]
  private static let entities = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "nbsp": " ", "apos": "'"]

  private static func withoutMarks(_ html: String) -> String {
    var (text, rest, hidden): (String, Substring, String?) = ("", html[...], nil)
    while let character = rest.first {
      rest = rest.dropFirst()
      switch character {
      case "<":
        let mark = rest.prefix { $0 != ">" }
        rest = rest.dropFirst(mark.count + 1)
        let name = mark.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }.lowercased()
        if let inside = hidden {
          if mark.hasPrefix("/"), name == inside { hidden = nil }
        } else if ["style", "script", "head", "title"].contains(name), !mark.hasPrefix("/") {
          hidden = name
        } else if lineEnds.contains(name) {
          text.append("\n")
        } else if name == "td" || name == "th" {
          text += "   "
        }
      case _ where hidden != nil: break
      case "&":
        let name = rest.prefix(8).prefix { $0 != ";" }
        if rest.dropFirst(name.count).first == ";", let value = entity(String(name)) {
          text += value
          rest = rest.dropFirst(name.count + 1)
        } else {
          text.append(character)
        }
      default: text.append(character.isNewline ? " " : character)
      }
    }
    return text
  }

  private static func entity(_ name: String) -> String? {
    guard name.hasPrefix("#") else { return entities[name] }
    let number = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
    return number.flatMap(UnicodeScalar.init).map { String(Character($0)) }
  }
}
