// Finding a TCP port that nobody uses.

import Foundation
import Synchronization

/// Ports of the loopback interface.
package enum FreePort {
  /// Below the range from which the kernel takes ports for outgoing connections (32768 up, ip_local_port_range): one
  /// from that range may be gone again in the seconds until the node binds it.
  static let range: ClosedRange<UInt16> = 20_000...32_000
  /// How many ports are tried.
  static let attempts = 200

  private static let handedOut = Mutex<Set<UInt16>>([])

  /// A port that nobody uses, never the same twice in this process.
  package static func next() throws -> UInt16 {
    for _ in 0..<attempts {
      let port = UInt16.random(in: range)
      let isNew = handedOut.withLock { $0.insert(port).inserted }
      if isNew, take(port) != nil { return port }
    }
    throw PrivateBrokerError("no free port on 127.0.0.1 between \(range.lowerBound) and \(range.upperBound)")
  }

  /// Makes sure that nobody listens on a port.
  static func check(_ port: UInt16) throws {
    guard take(port) != nil else {
      throw PrivateBrokerError("port \(port) on 127.0.0.1 is in use: stop what listens there, or choose another")
    }
  }

  /// Binds a port and lets it go; nil if it is taken.
  private static func take(_ port: UInt16) -> UInt16? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    // As the node does: connections of an earlier life that the kernel still remembers are no obstacle.
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
      }
    }
    return isBound ? UInt16(bigEndian: address.sin_port) : nil
  }
}
