// tributary report: the page for finance.

import ArgumentParser
import Foundation

struct Report: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "One page: what came in, what was posted, what waits and why, and that it ties out.")

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: DataOptions

  func run() async throws {
    try await reporting { try await FinanceReport(options).print(json: json) }
  }
}
