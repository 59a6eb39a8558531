// The endpoints of the dead-letter store: /api/v1/dead-letters.

import Foundation
import PaymentEvents

/// A correction on its way in.
package struct CorrectionRequest: Sendable, Codable {
  /// The whole corrected event, base64.
  package var body: String
  package var reason: String
  package var dryRun: Bool

  /// Creates it.
  package init(body: String, reason: String, dryRun: Bool) {
    (self.body, self.reason, self.dryRun) = (body, reason, dryRun)
  }
}

/// A decision about a correction.
package struct CorrectionDecision: Sendable, Codable {
  package var approve: Bool
  package var reason: String

  /// Creates it.
  package init(approve: Bool, reason: String) { (self.approve, self.reason) = (approve, reason) }
}

extension LetterDesk {
  /// What can be asked of it over HTTP.
  package var endpoints: [Endpoint] { views + work + exchange }

  private var views: [Endpoint] {
    let area = "/dead-letters"
    return [
      .api(
        .get, area, .look, to: "look at dead letters", parameters: LetterFilter.parameters.union(["limit", "before"])
      ) { call in
        let limit = try call.number("limit").map { Int(clamping: $0) } ?? 100
        return try .json(await page(LetterFilter(call.query), limit: limit, before: call.number("before")))
      },
      .api(.get, "\(area)/groups", .look, to: "look at dead letters", parameters: LetterFilter.parameters) { call in
        try .json(await groups(LetterFilter(call.query)))
      },
      .api(.get, "\(area)/{number}", .look, to: "look at dead letters") { call in
        try .json(await whole(call.placeNumber("number")))
      },
      .api(.get, "\(area)/{number}/body", .seeBodies, to: "see what messages say") { call in
        Answer(status: 200, body: try await body(of: call.placeNumber("number"), for: call.person))
      },
      .api(.get, "\(area)/jobs", .look, to: "look at work on dead letters") { _ in try .json(await jobs(limit: 100)) },
      .api(.get, "\(area)/jobs/{number}", .look, to: "look at work on dead letters") { call in
        try .json(await job(call.placeNumber("number")))
      },
      .api(.post, "\(area)/forecasts", .look, to: "look at dead letters") { call in
        try .json(await forecast(call.decoded()))
      },
    ]
  }

  private var work: [Endpoint] {
    let area = "/dead-letters"
    let steering = Steering.allCases.map { steering in
      Endpoint.api(.post, "\(area)/jobs/{number}/\(steering.rawValue)", .act, to: "steer work on dead letters") {
        call in
        try .json(await steer(call.placeNumber("number"), steering, by: call.person))
      }
    }
    let acts: [Endpoint] = [
      .api(.post, "\(area)/requests", .act, to: "act on dead letters") { call in
        try .json(await take(call.decoded(), from: call.person), status: 202)
      },
      .api(.post, "\(area)/{number}/correction", .correct, to: "correct messages") { call in
        let correction: CorrectionRequest = try call.decoded()
        guard let body = Data(base64Encoded: correction.body) else {
          throw DeskRefusal(.invalid, "the corrected event is not in base64")
        }
        return try .json(
          await propose(
            Array(body), for: call.placeNumber("number"), reason: correction.reason, by: call.person,
            isDryRun: correction.dryRun))
      },
      .api(.post, "\(area)/{number}/decision", .correct, to: "decide about corrections") { call in
        let decision: CorrectionDecision = try call.decoded()
        let letter = try call.placeNumber("number")
        try await decide(letter, approve: decision.approve, reason: decision.reason, by: call.person)
        return try .json(["letter": "\(letter)"])
      },
    ]
    return steering + acts
  }

  private var exchange: [Endpoint] {
    [
      .api(
        .post, "/dead-letters/exports", .seeBodies, to: "export what messages say", parameters: ["after"],
        isAnswerKept: false
      ) { call in
        try .json(await export(call.decoded(), after: call.number("after") ?? 0, by: call.person))
      },
      .api(.post, "/dead-letters/imports", .administer, to: "import letters") { call in
        try .json(await bringIn(call.decoded(), from: call.person))
      },
    ]
  }
}
