// `make bench-amqp`: our AMQP client beside a plain C program and Go's amqp091. Figures: docs/benchmarks.md.
//
//   amqp-bench [--rounds N] [--windows 1,20,200,500,2000] [--divide N]   the comparison
//   amqp-bench --soak [--messages N]                                     memory over many messages
//   amqp-bench client …                                                  one measurement, see ClientRun

import Foundation

let arguments = Array(CommandLine.arguments.dropFirst())

func option(_ name: String) -> String? {
  guard let place = arguments.firstIndex(of: name), place + 1 < arguments.count else { return nil }
  return arguments[place + 1]
}

do {
  if arguments.first == "client" {
    try await ClientRun(Array(arguments.dropFirst())).run()
  } else if arguments.contains("--soak") {
    let messages = option("--messages").flatMap { Int($0) } ?? 10_000_000
    try await BenchBroker.with { try await Soak(messages: messages, broker: $0).run() }
  } else {
    var comparison = Comparison()
    if let rounds = option("--rounds").flatMap({ Int($0) }) { comparison.rounds = max(1, rounds) }
    if let divisor = option("--divide").flatMap({ Int($0) }) { comparison.divisor = max(1, divisor) }
    if let windows = option("--windows") {
      comparison.windows = windows.split(separator: ",").compactMap { Int($0) }.filter { 1...60_000 ~= $0 }
    }
    let chosen = comparison
    try await BenchBroker.with { try await chosen.run(on: $0) }
  }
} catch {
  try? FileHandle.standardError.write(contentsOf: Data("amqp-bench: \(error)\n".utf8))
  exit(70)
}
