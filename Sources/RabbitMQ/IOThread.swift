// A thread of our own for each connection.

import Foundation

/// Runs a body once on a new thread with a large stack: the library decodes nested header tables recursively and
/// without limit, and a hostile frame of 128 KiB can nest tens of thousands deep.
enum IOThread {
  /// Size of the stack in bytes.
  static let stackBytes = 8 << 20

  static func start(name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    thread.stackSize = stackBytes
    thread.start()
  }
}
