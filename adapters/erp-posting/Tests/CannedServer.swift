// A server that says whatever a test wants it to.

import Foundation
import TestSupport

/// Reads a request and gives the next answer, one connection after the other.
final class CannedServer: Sendable {
  let port: UInt16
  private let listener: Int32
  private let answer: @Sendable (String) -> String?

  private let endsAnswers: Bool
  private let drips: Bool

  static func response(_ status: String, _ type: String, _ body: String) -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n"
      + "Connection: close\r\n\r\n\(body)"
  }

  /// - Parameters:
  ///   - endsAnswers: whether nothing more comes after an answer.
  ///   - drips: whether a space comes after it every few milliseconds, until the client has enough of it.
  init(endsAnswers: Bool = true, drips: Bool = false, _ answer: @escaping @Sendable (String) -> String?) throws {
    self.answer = answer
    self.endsAnswers = endsAnswers
    self.drips = drips
    (listener, port) = try LoopbackSocket.listen()
    Thread.detachNewThread { self.serve() }
  }

  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  private func serve() {
    while true {
      let client = accept(listener, nil, nil)
      guard client >= 0 else { break }
      if let answer = answer(readRequest(client)) {
        _ = Array(answer.utf8).withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        // Closed at once it would be reset if the client had sent more than was read.
        if endsAnswers { shutdown(client, Int32(SHUT_WR)) } else if drips { drip(client) }
      }
      var byte: UInt8 = 0
      while recv(client, &byte, 1, 0) > 0 {}
      close(client)
    }
    close(listener)
  }

  private func drip(_ client: Int32) {
    var descriptor = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
    // The client's end can be read when it comes; until then each wait is one space.
    while poll(&descriptor, 1, 20) == 0, send(client, " ", 1, Int32(MSG_NOSIGNAL)) == 1 {}
  }

  /// Up to the end of the body, whose length its header says.
  private func readRequest(_ client: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let text = String(decoding: bytes, as: UTF8.self).lowercased()
      if let head = text.range(of: "\r\n\r\n") {
        let length = text.firstMatch(of: /content-length: (\d+)/).flatMap { Int($0.1) } ?? 0
        if text[head.upperBound...].utf8.count >= length { return text }
      }
      let count = recv(client, &buffer, buffer.count, 0)
      guard count > 0 else { return text }
      bytes += buffer[..<count]
    }
  }
}
