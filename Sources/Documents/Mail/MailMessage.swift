// A mail taken apart: its text and what is attached (RFC 5322; MIME: RFC 2045 and 2046). Names of files and subjects
// are not looked at: they may be a patient's.

/// A mail.
package struct MailMessage: Sendable, Equatable {
  /// Something attached.
  package struct Attachment: Sendable, Equatable {
    /// Its place among the mail's parts, for instance `2` or `2.1`.
    package var place: String
    package var bytes: [UInt8]
    /// Whether the mail's text shows it as a picture within itself, as it does a logo.
    package var isWithinText: Bool
  }

  /// What is attached, in order.
  package private(set) var attachments: [Attachment] = []
  /// The mail's own text; nil where it has none.
  package private(set) var text: String?

  /// How deep parts may hold parts, and how many there may be.
  package static let mostLevels = 8
  package static let mostParts = 200
  /// The largest header of a part, in bytes.
  package static let mostHeaderBytes = 256 << 10

  /// Whether bytes begin as a mail does: at least two lines of the header that every mail has.
  package static func isLikely(_ head: some Collection<UInt8>) -> Bool {
    let text = String(decoding: head.prefix(4_096), as: UTF8.self)
    let names = text.split(whereSeparator: \.isNewline).prefix(40).compactMap { line in
      line.firstIndex(of: ":").map { line[..<$0].lowercased() }
    }
    guard let first = names.first, first.allSatisfy({ $0.isLetter || $0 == "-" }) else { return false }
    return Set(names).intersection(Self.usualNames).count >= 2
  }

  private static let usualNames: Set<String> = [
    "from", "to", "subject", "date", "message-id", "mime-version", "received", "return-path", "delivered-to",
    "content-type",
  ]

  /// Takes a mail apart. - Throws: ``DocumentRefusal`` for one with too many parts, too deep or with too long a header.
  package init(_ bytes: [UInt8]) throws(DocumentRefusal) {
    var parts = 0
    try read(bytes[...], place: "", level: 0, isRelated: false, &parts)
  }

  private mutating func read(
    _ bytes: ArraySlice<UInt8>, place: String, level: Int, isRelated: Bool, _ parts: inout Int
  ) throws(DocumentRefusal) {
    parts += 1
    guard level <= Self.mostLevels, parts <= Self.mostParts else {
      throw DocumentRefusal(.tooLarge, "the mail has more than \(Self.mostParts) parts, or parts too deep in others")
    }
    let (header, body) = try MailHeader.split(bytes)
    let type = header.contentType
    func inner(_ number: Int) -> String { place.isEmpty ? "\(number)" : "\(place).\(number)" }
    if type.name.hasPrefix("multipart/"), let boundary = type.parameters["boundary"], !boundary.isEmpty {
      let isRelated = type.name == "multipart/related"
      for (index, part) in MailHeader.parts(of: body, boundary: boundary).enumerated() {
        try read(part, place: inner(index + 1), level: level + 1, isRelated: isRelated && index > 0, &parts)
      }
      return
    }
    let content = TransferEncoding.decode(body, header["content-transfer-encoding"])
    if type.name == "message/rfc822" {
      return try read(content[...], place: inner(1), level: level + 1, isRelated: false, &parts)
    }
    let isAttached = header["content-disposition"].lowercased().hasPrefix("attachment")
    if type.name.hasPrefix("text/"), !isAttached, DocumentFormat(content) == nil {
      take(MailText.text(content, charset: type.parameters["charset"], isHTML: type.name == "text/html"), type.name)
    } else if !content.isEmpty {
      attachments.append(
        Attachment(
          place: place.isEmpty ? "1" : place, bytes: content,
          isWithinText: isRelated && !isAttached && !header["content-id"].isEmpty && type.name.hasPrefix("image/")))
    }
  }

  /// Of a text in two forms the plain one is kept; it stands first (RFC 2046, section 5.1.4).
  private mutating func take(_ text: String, _ type: String) {
    guard text.contains(where: { !$0.isWhitespace }) else { return }
    if type == "text/html", self.text != nil { return }
    self.text = self.text.map { "\($0)\n\(text)" } ?? text
  }
}
