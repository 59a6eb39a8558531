// Whether a port speaks the protocol it should, and what the log says if not.

import Foundation

/// Small questions over a loopback connection.
enum Probe {
  /// How long one question may take.
  private static let timeoutMilliseconds: Int32 = 500

  /// AMQP 0-9-1, section 4.2.2: the client sends the protocol header, the server answers with `connection.start`,
  /// a method frame (type 1) on channel 0.
  static func speaksAMQP(port: UInt16) async -> Bool {
    let answer = await ask(port, Array("AMQP".utf8) + [0, 0, 9, 1])
    return answer.starts(with: [1, 0, 0])
  }

  /// Any HTTP answer will do: without credentials it is a refusal.
  static func speaksHTTP(port: UInt16) async -> Bool {
    let answer = await ask(port, Array("GET /api/overview HTTP/1.0\r\nHost: localhost\r\n\r\n".utf8))
    return answer.starts(with: Array("HTTP/1.".utf8))
  }

  private static func ask(_ port: UInt16, _ question: [UInt8]) async -> [UInt8] {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: askBlocking(port, question)) }
    }
  }

  private static func askBlocking(_ port: UInt16, _ question: [UInt8]) -> [UInt8] {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected, send(descriptor, question, question.count, Int32(MSG_NOSIGNAL)) == question.count else {
      return []
    }
    var set = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&set, 1, timeoutMilliseconds) > 0 else { return [] }
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return Array(buffer.prefix(max(0, count)))
  }
}

/// The last lines of a log file.
enum LogTail {
  static let lineCount = 20

  static func lines(of path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: path), !data.isEmpty else { return nil }
    let text = String(decoding: data.suffix(16_384), as: UTF8.self)
    return text.split(separator: "\n").suffix(lineCount).joined(separator: "\n")
  }
}
