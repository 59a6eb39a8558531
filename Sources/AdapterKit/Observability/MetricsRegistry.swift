// Metrics in memory, shown in Prometheus' text format. A backend for swift-metrics.

import Metrics
import Synchronization

/// Holds every counter, gauge and timer of the process.
public final class MetricsRegistry: MetricsFactory {
  private let series = Mutex<[String: Series]>([:])
  private let gathered = Mutex<[@Sendable () -> [(name: String, line: String)]]>([])

  /// Creates it empty.
  public init() {}

  /// All series in Prometheus' text exposition format 0.0.4, in a stable order.
  public func exposition() -> String {
    let own = series.withLock { series in series.map { (name: $0, line: $1.lines(named: $0)) } }
    let others = gathered.withLock { $0 }.flatMap { $0() }
    return (own + others).sorted { $0.name < $1.name }.map(\.line).joined()
  }

  /// Shows numbers that something counts by itself: they are read each time that the series are shown.
  public func gather(
    _ dimensions: [(String, String)], _ read: @escaping @Sendable () -> [(label: String, value: Double)]
  ) {
    let labels = Self.labels(dimensions)
    let lines = { @Sendable () -> [(name: String, line: String)] in
      read().map { label, value in
        let name = Self.name(label, labels)
        return (name, "\(name) \(Int(exactly: value).map { "\($0)" } ?? "\(value)")\n")
      }
    }
    gathered.withLock { $0.append(lines) }
  }

  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    find(label, dimensions)
  }

  public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    find(label, dimensions)
  }

  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    find(label, dimensions)
  }

  public func destroyCounter(_ handler: any CounterHandler) {}
  public func destroyRecorder(_ handler: any RecorderHandler) {}
  public func destroyTimer(_ handler: any TimerHandler) {}

  /// A label's value as the format wants it, so that a line stays a line.
  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }

  private static func labels(_ dimensions: [(String, String)]) -> String {
    dimensions.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
  }

  private static func name(_ label: String, _ labels: String) -> String {
    labels.isEmpty ? label : "\(label){\(labels)}"
  }

  private func find(_ label: String, _ dimensions: [(String, String)]) -> Series {
    let name = Self.name(label, Self.labels(dimensions))
    return series.withLock { series in
      if let known = series[name] { return known }
      let made = Series()
      series[name] = made
      return made
    }
  }
}

/// One series: a total for counters, the last value for gauges, sum and count for timers.
private final class Series: CounterHandler, RecorderHandler, TimerHandler {
  private enum Value {
    case none
    case total(Int64)
    case last(Double)
    case duration(nanoseconds: Int64, count: Int64)
  }

  private let value = Mutex(Value.none)

  func increment(by amount: Int64) {
    value.withLock { value in
      if case .total(let total) = value { value = .total(total &+ amount) } else { value = .total(amount) }
    }
  }

  func reset() { value.withLock { $0 = .total(0) } }
  func record(_ number: Int64) { value.withLock { $0 = .last(Double(number)) } }
  func record(_ number: Double) { value.withLock { $0 = .last(number) } }

  func recordNanoseconds(_ nanoseconds: Int64) {
    value.withLock { value in
      if case .duration(let sum, let count) = value {
        value = .duration(nanoseconds: sum &+ nanoseconds, count: count + 1)
      } else {
        value = .duration(nanoseconds: nanoseconds, count: 1)
      }
    }
  }

  func lines(named name: String) -> String {
    switch value.withLock({ $0 }) {
    case .none: "\(name) 0\n"
    case .total(let total): "\(name) \(total)\n"
    case .last(let number): "\(name) \(number)\n"
    case .duration(let sum, let count):
      "\(suffixed(name, "_seconds_sum")) \(Double(sum) / 1e9)\n\(suffixed(name, "_seconds_count")) \(count)\n"
    }
  }

  private func suffixed(_ name: String, _ suffix: String) -> String {
    guard let brace = name.firstIndex(of: "{") else { return name + suffix }
    return name[..<brace] + suffix + name[brace...]
  }
}
