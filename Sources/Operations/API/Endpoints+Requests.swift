// The endpoints by which people ask others for something: workers, payers, files, postings, the ERP, documents.

import Foundation

/// Why something is asked for.
package struct RequestReason: Sendable, Codable {
  package var reason: String

  /// Creates it.
  package init(_ reason: String) { self.reason = reason }
}

extension ControlDesk {
  /// What can be asked of it over HTTP.
  package var endpoints: [Endpoint] {
    ControlKind.allCases.flatMap { kind in
      let area = "/\(kind.rawValue)s"
      let listing = Endpoint.api(.get, area, .look, to: "look at \(kind.rawValue)s") { _ in try .json(await list(kind))
      }
      let wishes = ControlDesk.wishes(kind).map { wish in
        Endpoint.api(
          .post, "\(area)/{name}/\(wish.rawValue)", ControlDesk.permission(kind),
          to: "\(wish.rawValue) a \(kind.rawValue)"
        ) { call in
          let reason = try call.decoded(as: RequestReason.self).reason
          return try .json(await ask(wish, kind, call.place("name"), reason: reason, by: call.person), status: 202)
        }
      }
      return [listing] + wishes
    }
  }
}

extension PostingDesk {
  /// What can be asked of it over HTTP.
  package var endpoints: [Endpoint] {
    [
      .api(.post, "/posting-actions", .post, to: "ask for changes of postings") { call in
        try .json(await ask(call.decoded(), by: call.person), status: 202)
      }
    ]
  }
}

extension ERPDesk {
  /// What can be asked of it over HTTP.
  package var endpoints: [Endpoint] {
    Kind.allCases.map { kind in
      Endpoint.api(.post, "/erp/\(kind.rawValue)", .steerERP, to: kind.words) { call in
        try .json(await ask(kind, call.decoded(), by: call.person), status: 202)
      }
    }
  }
}

extension DocumentDesk {
  /// What can be asked of it over HTTP.
  package var endpoints: [Endpoint] {
    [
      .api(.post, "/document-corrections", .post, to: "confirm documents") { call in
        try .json(await ask(call.decoded(), by: call.person), status: 202)
      }
    ]
  }
}
