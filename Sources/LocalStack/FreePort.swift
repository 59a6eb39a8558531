// Finding a TCP port that nobody uses.

import Foundation

/// Ports of the loopback interface.
enum FreePort {
  /// A port that was free a moment ago. The kernel hands out others before it repeats one.
  static func next() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw PrivateBrokerError("no socket is left to look for a free port") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
      }
    }
    guard result else { throw PrivateBrokerError("no free port on 127.0.0.1") }
    return UInt16(bigEndian: address.sin_port)
  }
}
