// What was logged, for tests that wait until the client has noticed something.

import Logging
import Synchronization

/// Keeps the messages of its loggers, with the reason where one is given.
final class LogRecorder: Sendable {
  private let lines = Mutex<[String]>([])

  var messages: [String] { lines.withLock { $0 } }

  /// A logger that writes here and nowhere else.
  func logger() -> Logger { Logger(label: "recorded") { _ in Handler(recorder: self) } }

  private struct Handler: LogHandler {
    let recorder: LogRecorder
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let reason = event.metadata?["reason"].map { ": \($0)" } ?? ""
      recorder.lines.withLock { $0.append(event.message.description + reason) }
    }
  }
}
