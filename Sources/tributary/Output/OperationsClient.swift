// Asking operations to act: its API on this machine.

import ArgumentParser
import Foundation
import FoundationNetworking
import LocalStack
import Operations
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
      let isLocal = { (url: URL) in url.scheme == "http" && ["127.0.0.1", "localhost"].contains(url.host) }
      guard let url = URL(string: address), url.host != nil, url.scheme == "https" || isLocal(url) else {
        throw CommandFailure(
          .validationFailure,
          "'\(address)' is no address; write it as http://127.0.0.1:8700, or of another machine with https")
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

  /// Reads something. - Parameter path: below `/api/v1/`.
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

  /// Says how something is to be.
  func put<Answer: Decodable>(
    _ path: String, _ body: some Encodable & Sendable, as type: Answer.Type = Answer.self
  ) async throws -> Answer {
    try decode(await send("PUT", path, try EventCoding.encoder().encode(body)))
  }

  /// Asks another worker for something, by way of operations; returns the id of the first request that was sent.
  func ask(_ path: String, _ wish: some Encodable & Sendable) async throws -> String {
    guard let request = try await post(path, wish, as: RequestSender.Receipt.self).requests.first else {
      throw CommandFailure(.internalError, "operations sent nothing; its log says why")
    }
    return request
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
    guard let url = URL(string: "/api/v1/\(path)", relativeTo: base) else {
      throw CommandFailure(.internalError, "'\(path)' is no path")
    }
    var request = URLRequest(url: url, timeoutInterval: OperationsClient.patience)
    request.httpMethod = method
    request.httpBody = body
    request.setValue("tributary", forHTTPHeaderField: APIServer.clientHeader)
    if let token = ProcessInfo.processInfo.environment["TRIBUTARY_TOKEN"], !token.isEmpty {
      request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
    }
    if body != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
    var (data, response) = try await answer(to: request)
    while let pause = OperationsClient.pause(response) {
      try await ContinuousClock().sleep(for: .seconds(pause))  // operations says when it listens again
      (data, response) = try await answer(to: request)
    }
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

  /// How long to wait where operations was asked too fast, in seconds; nil where it was not.
  private static func pause(_ response: URLResponse) -> Int? {
    guard let response = response as? HTTPURLResponse, response.statusCode == 429 else { return nil }
    return min(max(response.value(forHTTPHeaderField: "Retry-After").flatMap { Int($0) } ?? 1, 1), 60)
  }

  private struct Problem: Decodable {
    let detail: String
  }

  private static func failure(_ status: Int, _ data: Data) -> CommandFailure {
    let detail = (try? JSONDecoder().decode(Problem.self, from: data))?.detail ?? "operations answered \(status)"
    switch status {
    case 400, 401, 403, 404, 409, 413, 421: return CommandFailure(.badData, detail)
    case 503: return CommandFailure(.unavailable, detail)
    default: return CommandFailure(.internalError, detail)
    }
  }
}
