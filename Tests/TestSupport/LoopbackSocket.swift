// Plain sockets on the loopback interface, for brokers and proxies of our own.

import Foundation
import LocalStack

/// A socket could not be had.
public struct SocketError: Error, CustomStringConvertible {
  /// What failed, and the system's number for it.
  public let description: String
}

/// Listening and connecting on 127.0.0.1.
public enum LoopbackSocket {
  /// A listening socket on a free port.
  public static func listen() throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    let port = try FreePort.next()
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    let status = withAddress(port) { bind(descriptor, $0, $1) }
    guard status == 0, Glibc.listen(descriptor, 64) == 0 else {
      throw SocketError(description: "cannot listen on port \(port): errno \(errno)")
    }
    return (descriptor, port)
  }

  /// A connected socket.
  public static func connect(to port: UInt16) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard withAddress(port, { Glibc.connect(descriptor, $0, $1) }) == 0 else {
      close(descriptor)
      throw SocketError(description: "nobody listens on port \(port): errno \(errno)")
    }
    return descriptor
  }

  private static func withAddress(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
