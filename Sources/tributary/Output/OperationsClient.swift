// Asking operations to act: its API on this machine.

import AdapterKit
import ArgumentParser
import Foundation
import FoundationNetworking
import LocalStack
import PaymentEvents

/// `--api`.
struct APIOptions: ParsableArguments {
  @Option(
    help: "The API of operations (also TRIBUTARY_API), as http://127.0.0.1:8700; found by itself with `tributary up`.")
  var api: String?

  /// Whether an API is named: then the data may be elsewhere.
  var isNamed: Bool { api ?? ProcessInfo.processInfo.environment["TRIBUTARY_API"] != nil }

  /// The client. - Throws: ``CommandFailure`` where nothing is known to run.
  func client(_ options: DataOptions) throws -> OperationsClient {
    if let address = api ?? ProcessInfo.processInfo.environment["TRIBUTARY_API"] {
      guard let url = URL(string: address), url.scheme == "http", url.host != nil else {
        throw CommandFailure(.validationFailure, "'\(address)' is no address; write it as http://127.0.0.1:8700")
      }
      return OperationsClient(base: url)
    }
    guard let url = URL(string: try options.runningStack().api) else {
      throw CommandFailure(.unavailable, "stack.json does not say where the API is; start the stack again")
    }
    return OperationsClient(base: url)
  }
}

/// Requests to operations and its answers.
struct OperationsClient: Sendable {
  let base: URL
  /// What the paths below are of.
  var area = "dead-letters"

  /// Reads something.
  func get(_ path: String) async throws -> Data { try await send("GET", path, nil) }

  /// Reads something as a value.
  func get<Answer: Decodable>(_ path: String, as type: Answer.Type) async throws -> Answer {
    try decode(await get(path))
  }

  /// Asks for something to be done.
  func post<Answer: Decodable>(
    _ path: String, _ body: some Encodable & Sendable, as type: Answer.Type = Answer.self
  ) async throws -> Answer {
    try decode(await send("POST", path, try EventCoding.encoder().encode(body)))
  }

  private func decode<Answer: Decodable>(_ data: Data) throws -> Answer {
    do {
      return try EventCoding.decoder().decode(Answer.self, from: data)
    } catch {
      throw CommandFailure(.internalError, "operations' answer cannot be read; is it of the same version?")
    }
  }

  /// How long an answer is waited for, in seconds, and how often a request is sent. Whatever is asked for, the same
  /// request again does nothing twice: operations knows it by its id or by what it asks for.
  private static let (patience, attempts) = (60.0, 3)

  private func send(_ method: String, _ path: String, _ body: Data?) async throws -> Data {
    guard let url = URL(string: "/api/v1/\(area)/\(path)", relativeTo: base) else {
      throw CommandFailure(.internalError, "'\(path)' is no path")
    }
    var request = URLRequest(url: url, timeoutInterval: OperationsClient.patience)
    request.httpMethod = method
    request.httpBody = body
    request.setValue("tributary", forHTTPHeaderField: APIServer.clientHeader)
    if body != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
    let (data, response) = try await answer(to: request)
    let status = (response as? HTTPURLResponse)?.statusCode ?? 0
    guard (200..<300).contains(status) else { throw OperationsClient.failure(status, data) }
    return data
  }

  /// Sends a request until it is answered. - Throws: ``CommandFailure`` that says whether the request may stand.
  private func answer(to request: URLRequest) async throws -> (Data, URLResponse) {
    var mayStand = false
    let attempts = request.httpMethod == "GET" ? 1 : OperationsClient.attempts
    for attempt in 1...attempts {
      do {
        return try await URLSession.shared.data(for: request)
      } catch {
        let code = (error as? URLError)?.code
        let wasSent = code != .cannotConnectToHost && code != .cannotFindHost
        mayStand = mayStand || wasSent
        if !wasSent || attempt == attempts { break }
      }
    }
    let place = base.absoluteString
    guard mayStand, request.httpMethod != "GET" else {
      throw CommandFailure(
        .unavailable, "operations does not answer at \(place); see `tributary status`, then try again")
    }
    throw CommandFailure(
      .unavailable,
      "operations at \(place) took the request but has not answered yet: it may have been done. Look (`tributary "
        + "dead-letters jobs`, `dead-letters audit`); asking for the same again does nothing twice")
  }

  private struct Problem: Decodable {
    let detail: String
  }

  private static func failure(_ status: Int, _ data: Data) -> CommandFailure {
    let detail = (try? JSONDecoder().decode(Problem.self, from: data))?.detail ?? "operations answered \(status)"
    switch status {
    case 400, 403, 404, 409, 413: return CommandFailure(.badData, detail)
    case 503: return CommandFailure(.unavailable, detail)
    default: return CommandFailure(.internalError, detail)
    }
  }
}
