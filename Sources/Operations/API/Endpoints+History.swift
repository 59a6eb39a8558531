// The endpoints of what has happened: events as they pass, one payment's whole life, and who did what.

import Foundation
import Hummingbird
import PaymentEvents

/// Looks into the history that operations keeps.
package struct HistoryDesk: Sendable {
  let reader: OperationsReader
  private let places = LivePlaces()

  init(reader: OperationsReader) { self.reader = reader }

  /// What can be asked of it over HTTP.
  package var endpoints: [Endpoint] {
    [
      .api(.get, "/audit", .look, to: "see who did what", parameters: ["limit", "before"]) { call in
        let limit = try call.number("limit").map { Int(clamping: $0) } ?? 100
        return try .json(await reader.audit(limit: limit, before: call.number("before")))
      },
      .api(
        .get, "/events", .look, to: "see events", parameters: ["after", "limit", "correlation", "subject"]
      ) { call in
        let limit = try call.number("limit").map { Int(clamping: $0) } ?? 100
        return try .json(
          await reader.events(
            after: call.number("after") ?? 0, limit: limit, correlation: call.query["correlation"],
            subject: call.query["subject"]))
      },
      .api(.get, "/events/live", .look, to: "see events", parameters: ["after"]) { call in
        try await live(after: call.number("after"))
      },
      .api(.get, "/trace/{key}", .look, to: "trace payments") { call in
        try .json(await reader.trail(call.place("key")))
      },
    ]
  }

  /// Events as they pass (Server-Sent Events, HTML Living Standard §9.2): the id of each is where to go on.
  private func live(after: Int64?) async throws -> Answer {
    guard places.isFree else {
      throw DeskRefusal(.pace, "too many watch already; ask again later", retryAfter: 30)
    }
    var start = after ?? 0
    if after == nil { start = try await reader.newestEvent() }
    var answer = Answer(status: 200, type: "text/event-stream", body: [])
    answer.stream = { [reader, places, start] writer in
      guard places.take() else { return }
      defer { places.give() }
      var place = start
      let end = ContinuousClock.now + .seconds(LivePlaces.longestSeconds)
      while ContinuousClock.now < end {
        let page = try await reader.events(after: place, limit: 100)
        var text = page.events.isEmpty ? ":\n\n" : ""
        for event in page.events {
          let data = String(decoding: try EventCoding.encoder().encode(event), as: UTF8.self)
          text += "id: \(event.number)\nevent: \(event.event.type)\ndata: \(data)\n\n"
          place = event.number
        }
        try await writer.write(ByteBuffer(string: text))
        if page.next == nil { try await Task.sleep(for: .seconds(1)) }
      }
    }
    return answer
  }
}
