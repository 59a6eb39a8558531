// Making a private node stand still or change its mind, for tests of what its clients do then.

import Foundation

extension PrivateBroker {
  /// Stops the node's process where it is, as a machine that hangs would, until ``resume()``.
  package nonisolated func pause() { signal(SIGSTOP) }

  /// Lets the node go on.
  package nonisolated func resume() { signal(SIGCONT) }

  /// Runs `rabbitmqctl` on the node, for instance with `["set_vm_memory_high_watermark", "0"]`.
  /// - Throws: ``PrivateBrokerError`` if it cannot be run or says no.
  package func control(_ arguments: [String]) async throws {
    let script = URL(fileURLWithPath: settings.serverScript).deletingLastPathComponent()
      .appendingPathComponent("rabbitmqctl")
    let process = Process()
    process.executableURL = script
    process.arguments = ["--quiet"] + arguments
    process.environment = settings.environment(ports)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let status: Int32 = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    guard status == 0 else {
      throw PrivateBrokerError("rabbitmqctl \(arguments.joined(separator: " ")) ended with status \(status)")
    }
  }

  private nonisolated func signal(_ number: Int32) {
    guard let node = KnownProcess.inFolder(settings).first, node.isRunning else { return }
    Foundation.kill(node.id, number)
  }
}
