// Logs as JSON lines on standard error, one object an entry.

import Foundation
import Logging
import PaymentEvents

/// Writes each entry as one JSON object: time, level, worker, message and metadata. Callers never log patient data.
struct JSONLogHandler: LogHandler {
  let worker: String
  let label: String
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .info

  init(worker: String, label: String) {
    self.worker = worker
    self.label = label
    if let name = ProcessInfo.processInfo.environment["TRIBUTARY_LOG_LEVEL"], let level = Logger.Level(rawValue: name) {
      logLevel = level
    }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var entry: [String: String] = [
      "time": SystemClock().now().rfc3339, "level": event.level.rawValue, "worker": worker,
      "message": event.message.description,
    ]
    if label != worker { entry["logger"] = label }
    for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { _, own in own }) {
      entry[key] = "\(value)"
    }
    guard var line = try? EventCoding.encoder().encode(entry) else { return }
    line.append(UInt8(ascii: "\n"))
    StandardError.write(line)
  }
}
