// tributary dead-letters retry, discard, reopen, and the work that comes of them.

import ArgumentParser
import Foundation
import Operations
import TerminalText

/// Which letters, and how it is asked.
struct LetterChoice: ParsableArguments {
  @Argument(help: "Numbers of letters.")
  var numbers: [Int64] = []

  @OptionGroup var filter: LetterFilterOptions

  @Flag(help: "All letters in question; needed where neither numbers nor conditions are given.")
  var all = false

  @Flag(help: "Only say what would happen.")
  var dryRun = false

  @Flag(help: "Do not wait until the work is done.")
  var noWait = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: DataOptions
  @OptionGroup var api: APIOptions

  /// The filter. - Throws: ``CommandFailure`` where nothing is chosen, or everything without saying so.
  func chosen() throws -> LetterFilter {
    let filter = try filter.filter(numbers: numbers)
    if filter.isEverything && !all {
      throw CommandFailure(
        .validationFailure, "choose letters: by number, by a condition such as --group, or --all; see --help")
    }
    if !filter.isEverything && all {
      throw CommandFailure(.validationFailure, "--all and conditions contradict each other; leave one of them out")
    }
    return filter
  }

  /// Asks, waits and reports.
  func perform(_ action: LetterAction, reason: String) async throws {
    let request = LetterRequest(
      request: UUID().uuidString.lowercased(), action: action, filter: try chosen(), reason: reason)
    let client = try api.client(options)
    if dryRun {
      let forecast: LetterForecast = try await client.post("dead-letters/forecasts", request)
      return json ? try printJSON(forecast) : print(WorkText.text(forecast))
    }
    var job: LetterJob = try await client.post("dead-letters/requests", request)
    if !noWait { job = try await WorkText.wait(for: job, client) }
    if json { try printJSON(job) } else { print(WorkText.text(job)) }
  }
}

extension DeadLetters {
  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sends messages again: one, some, a group, whatever fits the conditions, or all.",
      discussion: """
        A message that failed in a worker returns to that worker only; one that the router refused is checked again.
        Letters that are being retried already are left alone. Large work goes on when this command is interrupted, and
        when operations is: see `jobs`, `pause`, `resume`, `cancel`.
        """)

    @OptionGroup var choice: LetterChoice

    @Option(help: "Why, for the audit.")
    var reason = ""

    func run() async throws { try await reporting { try await choice.perform(.retry, reason: reason) } }
  }

  struct Discard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decides that nothing will be done about letters. They are kept.")

    @OptionGroup var choice: LetterChoice

    @Option(help: "Why, for whoever asks next year. Without patient data.")
    var reason: String

    func run() async throws { try await reporting { try await choice.perform(.discard, reason: reason) } }
  }

  struct Reopen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Declares the retry of letters lost, so that they can be retried again (administrators).",
      discussion: "For instance after a queue was emptied by hand. It does no harm where the retry arrives after all.")

    @OptionGroup var choice: LetterChoice

    @Option(help: "Why it is believed to be lost.")
    var reason: String

    func run() async throws { try await reporting { try await choice.perform(.reopen, reason: reason) } }
  }

  struct Jobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Work on letters that was asked for, and how far it is.")

    @Argument(help: "One work's number: shows also how its retries ended.")
    var number: Int64?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions
    @OptionGroup var api: APIOptions

    func run() async throws {
      try await reporting {
        let client = try api.client(options)
        if let number { return try await show(number, client) }
        let jobs = try await client.get("dead-letters/jobs", as: [LetterJob].self)
        if json { return try printJSON(jobs) }
        print(jobs.isEmpty ? "No work on dead letters was asked for yet." : WorkText.table(jobs))
      }
    }

    private func show(_ number: Int64, _ client: OperationsClient) async throws {
      let job = try await client.get("dead-letters/jobs/\(number)", as: LetterJob.self)
      if json { return try printJSON(job) }
      print(WorkText.text(job))
      guard job.action == .retry else { return }
      let outcomes = try await DeadLetters.reader(options).outcomes(ofJob: number)
      for (outcome, count) in outcomes.sorted(by: { $0.key < $1.key }) { print("  \(outcome): \(count)") }
    }
  }

  struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Pauses work; what is sent stays sent.")
    @OptionGroup var steering: SteeringOptions
    func run() async throws { try await reporting { try await steering.perform(.pause) } }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lets paused work go on.")
    @OptionGroup var steering: SteeringOptions
    func run() async throws { try await reporting { try await steering.perform(.resume) } }
  }

  struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Ends work; what is done stays done.")
    @OptionGroup var steering: SteeringOptions
    func run() async throws { try await reporting { try await steering.perform(.cancel) } }
  }
}

/// Which work.
struct SteeringOptions: ParsableArguments {
  @Argument(help: "The work's number, see `jobs`.")
  var number: Int64

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: DataOptions
  @OptionGroup var api: APIOptions

  func perform(_ steering: LetterDesk.Steering) async throws {
    let path = "dead-letters/jobs/\(number)/\(steering.rawValue)"
    let job: LetterJob = try await api.client(options).post(path, [String]())
    if json { try printJSON(job) } else { print(WorkText.text(job)) }
  }
}

/// Work as text.
enum WorkText {
  static func text(_ job: LetterJob) -> String {
    let verb = ["retry": "sent again", "discard": "discarded", "reopen": "reopened"][job.action.rawValue] ?? "done"
    let skipped = job.skipped > 0 ? ", \(job.skipped) left alone: they had changed meanwhile" : ""
    let rest = job.isOver ? "" : ", \(job.total - job.done - job.skipped) to go"
    return "work \(job.number) (\(job.state)): \(job.done) of \(job.total) letters \(verb)\(skipped)\(rest)"
  }

  static func text(_ forecast: LetterForecast) -> String {
    var table = TextTable([("count", .right), ("group", .left), ("failed in", .left), ("goes", .left)])
    for part in forecast.parts { table.add([String(part.count), part.fingerprint, part.queue, part.way]) }
    let left = forecast.left.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    let others = left.isEmpty ? "" : "\nLeft alone, because of their state: \(left)."
    if table.isEmpty { return "Nothing would be done: no letter in question fits.\(others)" }
    return "\(forecast.action.rawValue) would be done to \(forecast.total) letters:\n\(table.text())\(others)"
  }

  static func table(_ jobs: [LetterJob]) -> String {
    var table = TextTable([
      ("work", .right), ("does", .left), ("by", .left), ("requested", .left), ("state", .left), ("done", .right),
      ("left alone", .right), ("of", .right), ("why", .left),
    ])
    for job in jobs {
      table.add([
        String(job.number), job.action.rawValue, job.actor, job.requestedAt, job.state, String(job.done),
        String(job.skipped), String(job.total), job.reason,
      ])
    }
    return table.text()
  }

  /// Asks until the work is over or paused, and shows how far it is.
  static func wait(for job: LetterJob, _ client: OperationsClient) async throws -> LetterJob {
    let progress = Progress()
    var job = job
    while job.state == "running" {
      progress.show(text(job))
      try await Task.sleep(for: .milliseconds(100))  // between two questions about how far it is
      job = try await client.get("dead-letters/jobs/\(job.number)", as: LetterJob.self)
    }
    progress.clear()
    return job
  }
}
