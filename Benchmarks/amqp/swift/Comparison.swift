// The rounds: every contender in turn on the same queue, and the table of medians.

import Foundation

/// Compares all contenders. Each round runs each of them once, in another order, so that what disturbs the machine
/// disturbs all; ratios are taken within a round.
struct Comparison: Sendable {
  var windows = [1, 20, 200, 500, 2_000]
  var rounds = 5
  /// Divides the numbers of messages, for a quick look.
  var divisor = 1
  /// At which window allocations are counted.
  static let countedWindow = 500

  func run(on broker: BenchBroker) async throws {
    let workshop = try Workshop()
    let contenders = try workshop.contenders()
    try warmUp(contenders, broker)
    for window in windows {
      var records = contenders.map { _ in Record() }
      for round in 0..<rounds {
        for place in contenders.indices {
          let index = (place + round) % contenders.count
          let (publish, consume) = try both(contenders[index], window, broker)
          records[index].publish.append(publish)
          records[index].consume.append(consume)
        }
      }
      say("")
      say("\(window) in flight, \(messages(window)) messages of 1 KiB, medians of \(rounds) rounds:")
      table("publish with confirms", contenders.map(\.publishing), records.map(\.publish), window)
      table("consume with acknowledgements", contenders.map(\.consuming), records.map(\.consume), window)
    }
    try countAllocations(contenders, try workshop.allocationCounter(), broker)
  }

  private struct Record {
    var publish: [Usage] = []
    var consume: [Usage] = []
  }

  /// Enough for half a second or more. In less, what starting and stopping take would be measured, and what the broker
  /// sends before it has to handle acknowledgements, too.
  private func messages(_ window: Int) -> Int {
    let count = window == 1 ? 2_000 : window < 200 ? 12_000 : 120_000
    return max(100, count / divisor)
  }

  private func warmUp(_ contenders: [Contender], _ broker: BenchBroker) throws {
    for contender in contenders { _ = try both(contender, 500, broker) }
  }

  /// Fills the queue and empties it.
  private func both(_ contender: Contender, _ window: Int, _ broker: BenchBroker, counter: URL? = nil) throws -> (
    Usage, Usage
  ) {
    var task = Contender.Task(publishes: true, messages: messages(window), window: window, broker: broker)
    let publish = try contender.run(task, allocationCounter: counter)
    task.publishes = false
    return (publish, try contender.run(task, allocationCounter: counter))
  }

  private func table(_ title: String, _ names: [String], _ usages: [[Usage]], _ window: Int) {
    let count = Double(messages(window))
    say("")
    say("| \(title) | messages/s | of C | lowest to highest | processor µs/message |")
    say("| --- | ---: | ---: | ---: | ---: |")
    for (name, list) in zip(names, usages) {
      let rate = count / median(list.map(\.seconds))
      let ratios = zip(list, usages[0]).map { $1.seconds / $0.seconds }
      let processor = median(list.map(\.processorSeconds)) / count * 1e6
      say(
        "| \(name) | \(Int(rate)) | \(format(median(ratios))) | "
          + "\(format(ratios.min() ?? 0)) to \(format(ratios.max() ?? 0)) | \(format(processor)) |")
    }
  }

  private func countAllocations(_ contenders: [Contender], _ counter: URL, _ broker: BenchBroker) throws {
    let window = Self.countedWindow
    let count = Double(messages(window))
    say("")
    say("Allocations at \(window) in flight, counted in a run of their own:")
    say("")
    say("| client | publish, allocations/message | client | consume, allocations/message |")
    say("| --- | ---: | --- | ---: |")
    for contender in contenders {
      let (publish, consume) = try both(contender, window, broker, counter: counter)
      say(
        "| \(contender.publishing) | \(format(Double(publish.allocations) / count)) | \(contender.consuming) | "
          + "\(format(Double(consume.allocations) / count)) |")
    }
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard let high = sorted.indices.contains(sorted.count / 2) ? sorted[sorted.count / 2] : nil else { return 0 }
    return sorted.count % 2 == 1 ? high : (high + sorted[sorted.count / 2 - 1]) / 2
  }

  private func format(_ value: Double) -> String { String(format: "%.2f", value) }
}
