// AMQP 0-9-1 by hand over a socket, written from the specification: what our own client is compared with.

import Foundation
import RabbitMQ

/// Just enough of a client to publish and get one message with given property bytes. Blocks, for milliseconds.
final class RawClient {
  struct Failure: Error, CustomStringConvertible { let description: String }

  private let descriptor: Int32

  /// Connects, logs in and opens channel 1.
  init(_ configuration: BrokerConfiguration, password: String) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = configuration.addresses[0].port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { throw Failure(description: "not connected: \(errno)") }
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    try write(Array("AMQP".utf8) + [0, 0, 9, 1])
    try expect(10, 10)
    let response = [0] + Array(configuration.user.utf8) + [0] + Array(password.utf8)
    try method(0, 10, 11, Wire.long(0) + Wire.short("PLAIN") + Wire.longString(response) + Wire.short("en_US"))
    try expect(10, 30)
    try method(0, 10, 31, [0, 10] + Wire.long(131_072) + [0, 0])
    try method(0, 10, 40, Wire.short(configuration.virtualHost) + Wire.short("") + [0])
    try expect(10, 41)
    try method(1, 20, 10, Wire.short(""))
    try expect(20, 11)
  }

  deinit { close(descriptor) }

  /// Publishes an empty message with these headers (a whole field table) to a queue, and waits until it is taken.
  func publish(headers: [UInt8], to queue: String) throws {
    try method(1, 85, 10, [0])
    try expect(85, 11)
    try method(1, 60, 40, [0, 0] + Wire.short("") + Wire.short(queue) + [0])
    // Class 60, weight 0, body size 0, and one flag: headers.
    try frame(2, 1, [0, 60, 0, 0] + [UInt8](repeating: 0, count: 8) + [0x20, 0] + headers)
    try expect(60, 80)
  }

  /// Gets the headers of the next message of a queue, as bytes: the message's only property besides the delivery mode.
  func headers(of queue: String) throws -> [UInt8] {
    try method(1, 60, 70, [0, 0] + Wire.short(queue) + [1])
    try expect(60, 71)
    let header = try read()
    let flags = UInt16(header[12]) << 8 | UInt16(header[13])
    guard flags == 0x3000 else { throw Failure(description: "flags \(flags)") }
    // The table, then one byte of delivery mode.
    return Array(header[14..<(header.count - 1)])
  }

  private func method(_ channel: UInt8, _ type: UInt8, _ number: UInt8, _ arguments: [UInt8]) throws {
    try frame(1, channel, [0, type, 0, number] + arguments)
  }

  private func frame(_ type: UInt8, _ channel: UInt8, _ payload: [UInt8]) throws {
    try write([type, 0, channel] + Wire.long(UInt32(payload.count)) + payload + [0xCE])
  }

  private func expect(_ type: UInt8, _ number: UInt8) throws {
    let payload = try read()
    guard payload.starts(with: [0, type, 0, number]) else {
      let text = String(decoding: payload, as: UTF8.self)
      throw Failure(description: "not \(type).\(number): \(payload.prefix(4)) \(text)")
    }
  }

  private func write(_ bytes: [UInt8]) throws {
    guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
      throw Failure(description: "not written: \(errno)")
    }
  }

  private func read() throws -> [UInt8] {
    let head = try take(7)
    let size = head[3...6].reduce(0) { $0 << 8 | Int($1) }
    return Array(try take(size + 1).dropLast())
  }

  private func take(_ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard recv(descriptor, &bytes, count, Int32(MSG_WAITALL)) == count else {
      throw Failure(description: "the broker went away: \(errno)")
    }
    return bytes
  }
}

/// Fields as the specification writes them (AMQP 0-9-1, section 4.2.5, with RabbitMQ's errata).
enum Wire {
  static func big<T: FixedWidthInteger>(_ value: T) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
  static func long(_ value: UInt32) -> [UInt8] { big(value) }
  static func short(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }
  static func longString(_ bytes: [UInt8]) -> [UInt8] { big(UInt32(bytes.count)) + bytes }

  /// A value: its kind, then its bytes.
  static func field(_ kind: Character, _ bytes: [UInt8]) -> [UInt8] { Array(String(kind).utf8) + bytes }

  /// A table of fields, in the given order.
  static func table(_ fields: [(String, [UInt8])]) -> [UInt8] {
    longString(fields.flatMap { short($0.0) + $0.1 })
  }
}
