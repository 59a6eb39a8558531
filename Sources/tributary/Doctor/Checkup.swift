// What an examination found, and how it is led.

/// Something that was looked at.
struct CheckupFinding: Encodable, Equatable {
  enum Level: String, Encodable {
    case fine, notable, wrong
  }
  /// What it is about: configuration, programs, folders, certificates, databases, claim checks, workers, broker, books.
  let area: String
  let level: Level
  /// What was found, where, and what to do about it.
  let words: String

  var text: String { "\(["fine": "✔", "notable": "!", "wrong": "✘"][level.rawValue] ?? "") \(area): \(words)" }
}

/// Looks at one part of an installation after the other. What cannot be looked at is a finding, too.
struct Checkup {
  let broker: BrokerOptions
  private(set) var findings: [CheckupFinding] = []

  init(broker: BrokerOptions) { self.broker = broker }

  var options: DataOptions { broker.options }

  mutating func run() async {
    await examine("configuration") { try $0.configuration() }
    await examine("programs") { $0.programs() }
    await examine("folders") { try $0.folders() }
    await examine("certificates") { try $0.certificates() }
    await examine("databases") { try $0.databases() }
    await examine("claim checks") { try await $0.claimChecks() }
    await examine("workers") { await $0.workers() }
    await examine("broker") { try await $0.messageBroker() }
    await examine("books") { try await $0.books() }
  }

  var summary: String {
    func count(_ level: CheckupFinding.Level) -> Int { findings.filter { $0.level == level }.count }
    let (wrong, notable) = (count(.wrong), count(.notable))
    if wrong + notable == 0 { return "Everything is in order: \(findings.count) things were looked at." }
    return "\(wrong) wrong, \(notable) worth knowing, \(count(.fine)) in order."
  }

  /// What one part of the examination has to say.
  typealias Result = (level: CheckupFinding.Level, words: String)

  private mutating func examine(_ area: String, _ part: (Checkup) async throws -> [Result]) async {
    do {
      findings += try await part(self).map { CheckupFinding(area: area, level: $0.level, words: $0.words) }
    } catch {
      findings.append(CheckupFinding(area: area, level: .wrong, words: SystemWords.text(error)))
    }
  }
}
