// The endpoint of the audit.

extension LetterDesk {
  /// Who did what, over HTTP.
  var auditEndpoints: [Endpoint] {
    [
      .api(.get, "/audit", .look, to: "see who did what", parameters: ["limit", "before"]) { call in
        let limit = try call.number("limit").map { Int(clamping: $0) } ?? 100
        return try .json(await audit(limit: limit, before: call.number("before")))
      }
    ]
  }
}
