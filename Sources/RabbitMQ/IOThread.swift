// A thread of our own for each connection.

import CRabbitMQ
import Foundation

/// Runs a body once on a new thread with a large stack: the library decodes nested header tables recursively and
/// without limit, and a hostile frame of 128 KiB can nest tens of thousands deep.
enum IOThread {
  /// Size of the stack in bytes.
  static let stackBytes = 8 << 20

  static func start(name: String, _ body: @escaping @Sendable () -> Void) {
    // Foundation's `name` does not reach the kernel, where `top -H` and /proc would show it.
    let thread = Thread {
      tributary_name_thread(name)
      body()
    }
    thread.stackSize = stackBytes
    thread.start()
  }
}
