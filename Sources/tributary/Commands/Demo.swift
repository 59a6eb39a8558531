// tributary demo: the whole way once, on the samples, with a page at the end.

import AdapterKit
import ArgumentParser
import ERPPostingAdapter
import Foundation
import LocalStack
import RabbitMQ

struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Starts everything, hands in the samples, waits until all is posted, and reports.")

  @OptionGroup var options: DataOptions

  func run() async throws {
    try await reporting { try await Interrupt.orUntilDone { try await demonstrate() } }
  }

  private func demonstrate() async throws {
    let progress = Progress()
    let stack = try await RunningStack.start(options, progress)
    do {
      await RunningStack.waitUntilReady(stack, progress)
      try await handIn(stack, progress)
    } catch {
      progress.clear()
      await stack.stop()
      throw error
    }
    progress.step("stopping the workers and the broker; all data stays")
    await stack.stop()
  }

  private func handIn(_ stack: LocalStack, _ progress: Progress) async throws {
    let home = try options.homeFolder()
    let before = try await journalCount()
    progress.step("publishing the charges of samples/billing")
    let charges = try FileList.expand([home.appendingPathComponent("samples/billing").path])
      .filter { $0.pathExtension == "jsonl" }
    let messages = try charges.flatMap { try EventLines.read($0.path) }
    let publisher = try await EventPublisher(stack.address, user: BrokerUsers.billing, data: options.dataFolder)
    let failures = await publisher.publish(messages)
    await publisher.close()
    if let failure = failures.first { throw CommandFailure(.unavailable, "\(failure)") }
    try await submitSamples(home, progress)
    progress.step("waiting until every event has been applied and every journal answered")
    try await settle(messages.map { ExpectedEvent(message: $0.id, event: $0.id, type: $0.type) }, progress)
    try await FinanceReport(options).print()
    print(Demo.closing(new: try await journalCount() - before, options))
  }

  private func submitSamples(_ home: URL, _ progress: Progress) async throws {
    for adapter in FileAdapters.all {
      let samples = home.appendingPathComponent("adapters/\(adapter.name)/samples")
      guard FileManager.default.fileExists(atPath: samples.path) else { continue }
      let files = try FileList.expand([samples.path])
      progress.step("handing \(files.count) files to \(adapter.name)")
      for file in files { try FileAdapters.drop(file, into: adapter, data: options.dataFolder) }
    }
    let paper = try FileList.expand([home.appendingPathComponent("samples/paper").path])
    progress.step("handing \(paper.count) files of samples/paper to their adapters")
    let setup = try AdapterSetup(home: home)
    for file in paper { try FileAdapters.drop(file, into: setup.adapter(for: file), data: options.dataFolder) }
  }

  private func settle(_ published: [ExpectedEvent], _ progress: Progress) async throws {
    try await Settlement.afterStart(options).wait(published: published) { progress.show($0) }
    progress.clear()
  }

  private func journalCount() async throws -> Int { (try? await options.journalReader().counts())?[.posted] ?? 0 }

  private static func closing(new: Int, _ options: DataOptions) -> String {
    let news =
      new == 0
      ? "Nothing new was posted: all of this had been posted before, and the same bytes never count twice."
      : "\(new) journals were posted in this run."
    // Another home is another configuration, and so perhaps another ledger.
    let folders = "--data \(options.data)" + (options.home.map { " --home \($0)" } ?? "")
    return """

      \(news)
      Keep it running:   .build/release/tributary up \(folders)
      Look closer:       .build/release/tributary work-items list \(folders)
                         .build/release/tributary ledger trial-balance \(folders)
      """
  }
}
