// The header of a mail or of a part of it, and where its parts begin and end (RFC 2045, section 5; RFC 2046, 5.1.1).

/// Header lines by their names in small letters.
struct MailHeader {
  private var lines: [String: String] = [:]

  /// The value of a line, the first of several; empty where there is none.
  subscript(name: String) -> String { lines[name] ?? "" }

  /// The media type in small letters with its parameters; `text/plain` where none is named.
  var contentType: (name: String, parameters: [String: String]) {
    let pieces = Self.pieces(self["content-type"])
    let name = (pieces.first ?? "").lowercased().filter { !$0.isWhitespace }
    var parameters: [String: String] = [:]
    for piece in pieces.dropFirst() {
      guard let equals = piece.firstIndex(of: "=") else { continue }
      let key = piece[..<equals].lowercased().filter { !$0.isWhitespace }
      parameters[key] = Self.unquoted(String(piece[piece.index(after: equals)...]))
    }
    return (name.isEmpty ? "text/plain" : name, parameters)
  }

  /// The header and what comes behind its empty line. - Throws: ``DocumentRefusal`` where it is too long.
  static func split(
    _ bytes: ArraySlice<UInt8>
  ) throws(DocumentRefusal) -> (header: MailHeader, body: ArraySlice<UInt8>) {
    var (header, place, last) = (MailHeader(), bytes.startIndex, "")
    while place < bytes.endIndex {
      let end = bytes[place...].firstIndex(of: 10) ?? bytes.endIndex
      let line = String(decoding: bytes[place..<end], as: UTF8.self).trimmingReturn
      place = end < bytes.endIndex ? end + 1 : end
      guard place - bytes.startIndex <= MailMessage.mostHeaderBytes else {
        throw DocumentRefusal(.tooLarge, "a header of the mail is longer than \(MailMessage.mostHeaderBytes) bytes")
      }
      if line.isEmpty { return (header, bytes[place...]) }
      if line.first == " " || line.first == "\t" {
        header.lines[last]? += line
      } else if let colon = line.firstIndex(of: ":") {
        last = line[..<colon].lowercased()
        let value = String(line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" })
        if header.lines[last] == nil { header.lines[last] = value } else { last = "" }
      }
    }
    return (header, bytes[place...])
  }

  /// The parts of a body between lines of its boundary.
  static func parts(of body: ArraySlice<UInt8>, boundary: String) -> [ArraySlice<UInt8>] {
    let mark = Array("--\(boundary)".utf8)
    var (parts, start, place): ([ArraySlice<UInt8>], Int?, Int) = ([], nil, body.startIndex)
    while place < body.endIndex {
      let end = body[place...].firstIndex(of: 10) ?? body.endIndex
      if body[place..<end].starts(with: mark) {
        let rest = body[(place + mark.count)..<end].filter { $0 != 13 && $0 != 32 && $0 != 9 }
        if rest.isEmpty || rest.elementsEqual([45, 45]) {
          // The line end before a boundary belongs to it.
          if let start { parts.append(body[start..<max(start, Self.beforeLineEnd(place, in: body))]) }
          start = min(end + 1, body.endIndex)
          if !rest.isEmpty { return parts }
        }
      }
      place = end < body.endIndex ? end + 1 : end
    }
    if let start, start < body.endIndex { parts.append(body[start...]) }
    return parts
  }

  private static func beforeLineEnd(_ place: Int, in body: ArraySlice<UInt8>) -> Int {
    guard place > body.startIndex, body[place - 1] == 10 else { return place }
    return place - 1 > body.startIndex && body[place - 2] == 13 ? place - 2 : place - 1
  }

  /// What stands between semicolons that are not in quotes.
  private static func pieces(_ value: String) -> [String] {
    var (pieces, isQuoted) = ([""], false)
    for character in value {
      if character == "\"" { isQuoted.toggle() }
      if character == ";", !isQuoted {
        pieces.append("")
      } else {
        pieces[pieces.count - 1].append(character)
      }
    }
    return pieces
  }

  private static func unquoted(_ text: String) -> String {
    let text = String(text.trimmingWhitespace)
    guard text.count >= 2, text.first == "\"", text.last == "\"" else { return text }
    return String(text.dropFirst().dropLast())
  }
}

extension String {
  fileprivate var trimmingReturn: String { hasSuffix("\r") ? String(dropLast()) : self }
}
