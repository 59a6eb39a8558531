// Requests that come again, answers that are known already, and events as they pass.

import AdapterKit
import Foundation
import FoundationNetworking
import Glibc
import Messaging
import Operations
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct RepeatedRequestTests {
  @Test(.timeLimit(.minutes(1))) func theSameRequestGetsTheSameAnswerAndDoesNothing() async throws {
    try await withOperations { scene async throws in
      let calls = Calls()
      let count = Endpoint(.post, "/api/v1/counts/{name}", .known, to: "count") { call in
        let number = calls.next()
        if number == 3 { throw StorageError("busy", isRetriable: true) }
        return Answer(status: 201, body: Array("{\"call\":\(number),\"bytes\":\(call.body.count)}".utf8))
      }
      let book = AnswerBook(database: scene.database, cipher: scene.cipher, clock: OperationsScene.clock)
      try await withServer([count], identity: { _ in try scene.identity() }, book: book) { api in
        func ask(_ key: String?, _ body: String = "{}", name: String = "a") async throws -> RunningAPI.Reply {
          var headers = [APIServer.clientHeader: "tests"]
          headers["Idempotency-Key"] = key
          return try await api.ask("POST", "/api/v1/counts/\(name)", body, headers: headers)
        }
        let first = try await ask("key-00001")
        let again = try await ask("key-00001")
        #expect(first.status == 201 && again.status == 201 && first.body == again.body)
        #expect(first.headers["idempotency-replayed"] == nil && again.headers["idempotency-replayed"] == "true")
        #expect(try await ask("key-00001", "[]").status == 409, "another body")
        #expect(try await ask("key-00001", name: "b").status == 409, "another address")
        #expect(try await ask("short").status == 400)
        #expect(try await ask("key-00002")["call"] as? Int == 2)
        #expect(try await ask("key-00003").status == 503, "what failed is not kept")
        #expect(try await ask("key-00003")["call"] as? Int == 4)
        #expect(try await ask(nil)["call"] as? Int == 5)
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func whoeverHasTheAnswerIsToldThatItHolds() async throws {
    try await withOperations { scene async throws in
      try await scene.withAPI { api in
        let client = [APIServer.clientHeader: "tests"]
        let first = try await api.ask("/api/v1/workers")
        let tag = try #require(first.headers["etag"])
        let same = try await api.ask(
          "GET", "/api/v1/workers", headers: client.merging(["If-None-Match": "\"x\", W/\(tag)"]) { $1 })
        #expect(same.status == 304 && same.body.isEmpty && same.headers["etag"] == tag)
        let pause = try await api.ask("POST", "/api/v1/workers/lockbox/pause", #"{"reason":"why"}"#)
        #expect(pause.status == 202 && pause.headers["etag"] == nil)
        let other = try await api.ask("GET", "/api/v1/workers", headers: client.merging(["If-None-Match": tag]) { $1 })
        #expect(other.status == 200 && other.headers["etag"] != tag)
      }
    }
  }

  private func message(_ number: Int) throws -> Message {
    let context = EventContext(
      id: EventID("e\(number)"), source: "/tests", subject: "s", time: OperationsScene.clock.now(), tenant: "clinic",
      correlationID: number.isMultiple(of: 2) ? "even" : "odd")
    let data = WorkerStateChanged(
      worker: "lockbox", state: .paused, number: Int64(number), request: EventID("r"), requestedBy: "cem")
    return .routed(try Event(context, data: data).encoded())
  }

  @Test(.timeLimit(.minutes(1))) func eventsAreReadInPagesAndTraced() async throws {
    try await withOperations { scene async throws in
      try await scene.index((1...5).map(message))
      try await scene.withAPI { api in
        let page = try await api.ask("/api/v1/events?limit=2")
        #expect((page["events"] as? [[String: Any]])?.count == 2 && page["next"] as? Int == 2)
        let rest = try await api.ask("/api/v1/events?after=2")
        #expect((rest["events"] as? [[String: Any]])?.compactMap { $0["number"] as? Int } == [3, 4, 5])
        #expect(rest["next"] == nil)
        let even = try await api.ask("/api/v1/events?correlation=even")
        #expect((even["events"] as? [[String: Any]])?.count == 2)
        let trail = try await api.ask("/api/v1/trace/e4")
        #expect((trail["events"] as? [[String: Any]])?.count == 2)
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func eventsAreToldAsTheyPass() async throws {
    try await withOperations { scene async throws in
      try await scene.index((1...2).map(message))
      try await scene.withAPI { api in
        let head = try await api.ask("HEAD", "/api/v1/events/live")
        #expect(head.status == 200 && head.headers["content-type"] == "text/event-stream")
        let watcher = try Watcher(port: api.port, path: "/api/v1/events/live?after=1")
        defer { watcher.close() }
        let text = try watcher.read(until: "e2")
        #expect(text.contains("id: 2\nevent: tributary.worker.state-changed.v1\ndata: {"), "\(text)")
        try await scene.index([message(3)])
        #expect(try watcher.read(until: "e3").contains("id: 3\n"))
      }
    }
  }
}

/// Counts.
private final class Calls: @unchecked Sendable {
  private let lock = NSLock()
  private var number = 0
  func next() -> Int {
    lock.withLock {
      number += 1
      return number
    }
  }
}

/// Watches events over a plain connection: what comes is read as it comes.
private struct Watcher {
  let descriptor: Int32

  init(port: Int, path: String) throws {
    descriptor = try LoopbackSocket.connect(to: UInt16(port))
    var patience = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    let request = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(APIServer.clientHeader): tests\r\n\r\n"
    _ = Array(request.utf8).withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, 0) }
  }

  /// All that comes until a text has come. - Throws: `URLError` where it does not come in time.
  func read(until text: String) throws -> String {
    var read = ""
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while !read.contains(text) {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { throw URLError(.timedOut) }
      read += String(decoding: buffer[..<count], as: UTF8.self)
    }
    return read
  }

  func close() { Glibc.close(descriptor) }
}
