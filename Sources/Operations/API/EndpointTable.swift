// The table of endpoints: all that operations answers over HTTP.

/// The table.
package enum EndpointTable {
  /// All endpoints.
  /// - Parameters:
  ///   - letters: the desk of dead letters.
  ///   - sender: what leaves for other workers.
  ///   - identity: who asks.
  ///   - isOverTLS: whether browsers reach us over TLS.
  /// - Throws: an error of a page's template.
  package static func all(
    letters: LetterDesk, sender: RequestSender, identity: Identity, isOverTLS: Bool = false
  ) throws -> [Endpoint] {
    let pages = try SignIn(identity: identity, isOverTLS: isOverTLS)
    return [
      letters.endpoints, HistoryDesk(reader: letters.reader).endpoints, ControlDesk(sender: sender).endpoints,
      PostingDesk(sender: sender).endpoints, ERPDesk(sender: sender).endpoints, DocumentDesk(sender: sender).endpoints,
      identity.endpoints, pages.endpoints,
    ].flatMap(\.self)
  }
}
