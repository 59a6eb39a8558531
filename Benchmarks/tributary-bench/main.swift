// `make bench`: how fast the whole way is, with every step durable. Figures and how to read them: docs/benchmarks.md.

import Foundation
import Workload

let arguments = Array(CommandLine.arguments.dropFirst())
let claims = arguments.firstIndex(of: "--claims").flatMap { Int(arguments[$0 + 1]) } ?? 30_000
do {
  // A workload's files, for proofs that hand them in by themselves.
  if let index = arguments.firstIndex(of: "--write"), arguments.indices.contains(index + 1) {
    let workload = Workload(seed: 1, claims: claims, claimsPerAdvice: 100, advicesPerFile: 2, isVaried: true)
    _ = try workload.write(to: URL(fileURLWithPath: arguments[index + 1]))
    exit(0)
  }
  if arguments.contains("--router") {
    let rounds = arguments.firstIndex(of: "--rounds").flatMap { Int(arguments[$0 + 1]) } ?? 5
    try await RouterBenchmark(rounds: max(1, rounds)).run()
    exit(0)
  }
  if let index = arguments.firstIndex(of: "--bank-file"), arguments.indices.contains(index + 1) {
    try BankBenchmark.translate(arguments[index + 1])
    exit(0)
  }
  if let index = arguments.firstIndex(of: "--bank") {
    let entries = arguments.indices.contains(index + 1) ? Int(arguments[index + 1]) : nil
    let rounds = arguments.firstIndex(of: "--rounds").flatMap { Int(arguments[$0 + 1]) } ?? 3
    try BankBenchmark(entries: max(1, entries ?? 1_000_000), rounds: max(1, rounds)).run()
    exit(0)
  }
  if arguments.contains("--readers") {
    let rounds = arguments.firstIndex(of: "--rounds").flatMap { Int(arguments[$0 + 1]) } ?? 3
    try ReaderBenchmark(rounds: max(1, rounds), claims: min(claims, 20_000)).run()
    exit(0)
  }
  if let index = arguments.firstIndex(of: "--dead-letters") {
    let letters = arguments.indices.contains(index + 1) ? Int(arguments[index + 1]) : nil
    try await DeadLetterBenchmark(count: letters ?? 100_000).run()
    exit(0)
  }
  if arguments.contains("--rest") {
    let number = { (name: String) in
      arguments.firstIndex(of: name).flatMap { arguments.indices.contains($0 + 1) ? Int(arguments[$0 + 1]) : nil }
    }
    try await ERPBenchmark(
      journals: max(1, number("--rest") ?? 10_000), concurrency: max(1, number("--at-once") ?? 32)
    ).run()
    exit(0)
  }
  if let index = arguments.firstIndex(of: "--documents") {
    let pages = arguments.indices.contains(index + 1) ? Int(arguments[index + 1]) : nil
    try DocumentBenchmark(pages: max(1, pages ?? 40)).run()
    exit(0)
  }
  if let index = arguments.firstIndex(of: "--cash") {
    let open = arguments.indices.contains(index + 1) ? Int(arguments[index + 1]) : nil
    try await CashBenchmark(open: open ?? 10_000, claims: claims).run()
    exit(0)
  }
  if let index = arguments.firstIndex(of: "--matching") {
    let open = arguments[(index + 1)...].prefix { Int($0) != nil }.compactMap { Int($0) }
    try await MatchingBenchmark.run(open: open.isEmpty ? [10_000, 5_000_000] : open, claims: claims)
    exit(0)
  }
  if let index = arguments.firstIndex(of: "--replay") {
    let paid = arguments.indices.contains(index + 1) ? Int(arguments[index + 1]) : nil
    try await CashBenchmark(open: 0, claims: paid ?? 100_000, replays: true).run()
    exit(0)
  }
  if let index = arguments.firstIndex(of: "--translate-stream"), arguments.indices.contains(index + 1) {
    try StreamBenchmark(megabytes: max(1, Int(arguments[index + 1]) ?? 1)).run()
    exit(0)
  }
  if let index = arguments.firstIndex(of: "--translate") {
    let sizes = arguments[(index + 1)...].compactMap { Int($0) }.filter { $0 > 0 }
    try TranslateBenchmark(sizes: sizes.isEmpty ? [10, 200, 2_000] : sizes).run()
    exit(0)
  }
  // Translation first: the peak of memory is that of all child processes so far.
  if !arguments.contains("--posting-only") { try TranslateBenchmark(sizes: [10, 200, 2_000]).run() }
  try await PostingBenchmark(claims: claims).run()
} catch {
  try? FileHandle.standardError.write(contentsOf: Data("tributary-bench: \(error)\n".utf8))
  exit(70)
}
