// One connection of the fake broker, as its script sees it: blocking, on a thread of its own.

import Foundation

/// A script could not go on as written.
struct ScriptError: Error, CustomStringConvertible {
  let description: String
}

/// A frame that the client sent.
struct ClientFrame {
  var type: UInt8
  var channel: UInt16
  var payload: [UInt8]

  var method: Method? { type == Frame.method ? Method(rawValue: UInt32(truncatingIfNeeded: integer(0, 4))) : nil }

  /// A number of `count` bytes at a place in the payload; 0 beyond its end.
  func integer(_ start: Int, _ count: Int) -> UInt64 {
    guard payload.count >= start + count else { return 0 }
    return payload[start..<start + count].reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The short strings that follow each other from a place on.
  func shortStrings(_ start: Int, _ count: Int) -> [String] {
    var place = start
    return (0..<count).map { _ in
      guard place < payload.count else { return "" }
      let end = min(payload.count, place + 1 + Int(payload[place]))
      defer { place = end }
      return String(decoding: payload[(place + 1)..<end], as: UTF8.self)
    }
  }
}

/// The broker's end of a connection.
final class FakeConnection {
  /// How long the script waits for the client.
  static let patienceSeconds = 30

  /// 0 for the first connection that the client made.
  let index: Int
  let descriptor: Int32
  /// Heartbeats that came from the client.
  private(set) var heartbeats = 0
  /// When set, everything goes out in single bytes, each only when the client has taken the one before.
  var sendsSingleBytes = false
  private var buffer: [UInt8] = []

  init(index: Int, descriptor: Int32) {
    self.index = index
    self.descriptor = descriptor
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    wait(for: Self.patienceSeconds)
  }

  deinit { close(descriptor) }

  /// How long a read may wait.
  func wait(for seconds: Int) {
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  func send(_ bytes: [UInt8]) throws {
    guard sendsSingleBytes else { return try put(bytes[...]) }
    for place in bytes.indices {
      try put(bytes[place...place])
      try waitUntilTaken()
    }
  }

  /// Sends in two parts; the second only when the client has taken the first.
  func send(_ bytes: [UInt8], splitAt place: Int) throws {
    try put(bytes[..<place])
    try waitUntilTaken()
    try put(bytes[place...])
  }

  private func put(_ bytes: ArraySlice<UInt8>) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { throw ScriptError(description: "the client is gone: errno \(errno)") }
      rest = rest.dropFirst(count)
    }
  }

  /// Waits until the client's kernel holds nothing that its program has not read.
  private func waitUntilTaken() throws {
    let end = ContinuousClock.now + .seconds(Self.patienceSeconds)
    while try PeerQueue.unreadBytes(of: descriptor) > 0 {
      guard ContinuousClock.now < end else { throw ScriptError(description: "the client does not read") }
      sched_yield()
    }
  }

  /// The next frame that is not a heartbeat; nil when the client has closed the connection.
  func next() throws -> ClientFrame? {
    while let frame = try nextFrame() {
      if frame.type != Frame.heartbeatType { return frame }
    }
    return nil
  }

  private func nextFrame() throws -> ClientFrame? {
    while buffer.count < 7 { guard try fill() else { return nil } }
    let head = ClientFrame(type: buffer[0], channel: 0, payload: buffer)
    let size = Int(head.integer(3, 4))
    while buffer.count < size + 8 { guard try fill() else { return nil } }
    guard buffer[size + 7] == Frame.end else { throw ScriptError(description: "the client's frame has no end") }
    let frame = ClientFrame(
      type: buffer[0], channel: UInt16(head.integer(1, 2)), payload: Array(buffer[7..<size + 7]))
    buffer.removeFirst(size + 8)
    if frame.type == Frame.heartbeatType { heartbeats += 1 }
    return frame
  }

  /// Waits for one heartbeat; what the client asks meanwhile stays unanswered.
  func awaitHeartbeat() throws {
    let before = heartbeats
    while heartbeats == before {
      guard try nextFrame() != nil else { throw ScriptError(description: "the client is gone") }
    }
  }

  /// The next frame, which must be this method.
  @discardableResult
  func expect(_ method: Method) throws -> ClientFrame {
    guard let frame = try next() else { throw ScriptError(description: "the end came instead of \(method)") }
    guard frame.method == method else {
      throw ScriptError(description: "a frame of type \(frame.type), method \(frame.method as Any), not \(method)")
    }
    return frame
  }

  /// Reads until the client closes.
  func awaitEnd() throws { while try next() != nil {} }

  /// The first eight bytes: the protocol header.
  func readProtocolHeader() throws {
    while buffer.count < 8 {
      guard try fill() else { throw ScriptError(description: "the client left before it said anything") }
    }
    buffer.removeFirst(8)
  }

  /// The whole login.
  func logIn(tune: [UInt8] = Frame.tune()) throws {
    try readProtocolHeader()
    try send(Frame.start())
    try expect(.connectionStartOk)
    try send(tune)
    try expect(.connectionTuneOk)
    try expect(.connectionOpen)
    try send(Frame.openOk)
  }

  private func fill() throws -> Bool {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    if count > 0 { buffer += bytes[..<count] }
    if count < 0, errno == EAGAIN { throw ScriptError(description: "the client said nothing in time") }
    return count > 0
  }
}

/// What the other end of a loopback connection has not read yet.
enum PeerQueue {
  static func unreadBytes(of descriptor: Int32) throws -> Int {
    let (own, peer) = (port(descriptor, getsockname), port(descriptor, getpeername))
    // Columns of proc(5): number, local address, remote address, state, tx_queue:rx_queue.
    let suffixes = (hexadecimal(peer), hexadecimal(own))
    for line in try String(contentsOfFile: "/proc/self/net/tcp", encoding: .utf8).split(separator: "\n") {
      let fields = line.split(separator: " ", maxSplits: 5)
      guard fields.count > 4, fields[1].hasSuffix(suffixes.0), fields[2].hasSuffix(suffixes.1) else { continue }
      return Int(fields[4].suffix(8), radix: 16) ?? 0
    }
    return 0
  }

  private static func hexadecimal(_ port: UInt16) -> String {
    let digits = String(port, radix: 16, uppercase: true)
    return ":" + String(repeating: "0", count: 4 - digits.count) + digits
  }

  private static func port(
    _ descriptor: Int32, _ name: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) -> UInt16 {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name(descriptor, $0, &length) }
    }
    return UInt16(bigEndian: address.sin_port)
  }
}
