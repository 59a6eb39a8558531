// Asking erp-posting for something, by way of operations, and waiting until it is done.

import ArgumentParser
import ERPPostingAdapter
import Foundation
import Operations
import PaymentEvents

extension DataOptions {
  /// What erp-posting knows. - Throws: ``CommandFailure`` when it has never run here.
  func journalReader() throws -> JournalReader {
    try requireDatabase(of: "erp-posting")
    return try JournalReader(data: dataFolder)
  }
}

/// What every request has, and how it is sent.
struct ERPOptions: ParsableArguments {
  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var api: APIOptions
  @OptionGroup var options: DataOptions

  /// How long an answer is waited for. The request stands, however long it takes.
  static let patience = Duration.seconds(60)

  /// Sends a request; returns the ids of its events.
  func ask(_ kind: ERPDesk.Kind, _ wish: ERPDesk.Wish) async throws -> [String] {
    try await api.client(options).post("erp/\(kind.rawValue)", wish, as: RequestSender.Receipt.self).requests
  }

  /// Waits until something is there; nil when it did not come in time.
  func eventually<Value>(_ find: () async throws -> Value?) async throws -> Value? {
    let clock = ContinuousClock()
    let end = clock.now + ERPOptions.patience
    while clock.now < end {
      if let value = try await find() { return value }
      try await clock.sleep(for: .milliseconds(200))  // another process writes; it cannot call
    }
    return nil
  }

  /// Asks for a job and waits for its end. - Throws: ``CommandFailure`` when it failed or is not done yet.
  func job(_ kind: ERPDesk.Kind, _ wish: ERPDesk.Wish) async throws -> JournalReader.Job {
    let reader = try options.journalReader()
    guard let event = try await ask(kind, wish).first else {
      throw CommandFailure(.internalError, "operations sent nothing; its log says why")
    }
    let job = try await eventually {
      let job = try await reader.job(askedBy: event)
      return job?.state == "open" && job?.words == nil ? nil : job
    }
    guard let job, job.state == "done" else {
      let words = job?.words ?? "asked for, and not done yet; it will be when erp-posting runs (`tributary status`)"
      throw CommandFailure(job?.state == "failed" ? .badData : .unavailable, words)
    }
    return job
  }
}
