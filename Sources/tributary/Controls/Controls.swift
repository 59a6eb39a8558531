// What `workers`, `payers` and `files` have in common: asking operations, and showing what came of it.

import AdapterKit
import ArgumentParser
import Foundation
import Operations
import TerminalText

/// Asks for something that its owner then does, and waits for the owner's answer.
enum Controls {
  /// How long an answer is waited for. The request stands, however long it takes.
  private static let patience = Duration.seconds(20)

  fileprivate static func answered(_ asked: Control, _ client: OperationsClient) async throws -> Control {
    let clock = ContinuousClock()
    let end = clock.now + patience
    var control = asked
    while control.answer == nil, clock.now < end {
      try await clock.sleep(for: .milliseconds(200))  // operations is asked again; it cannot call
      let all = try await client.get("\(asked.kind.rawValue)s", as: [Control].self)
      control = all.first { $0.name == asked.name } ?? control
    }
    return control
  }

  static func sentence(_ control: Control) -> String {
    let about = "\(control.kind.rawValue) \(control.name)"
    let detail = control.detail.map { ": \($0)" } ?? ""
    guard control.answer == nil else { return "\(about) is \(control.state)\(detail)" }
    return "\(about): asked for, and not answered yet; it will be when its owner runs (`tributary status`)"
  }

  private static func advices(_ count: Int) -> String { count == 1 ? "1 advice waits" : "\(count) advices wait" }

  /// How many advices wait now for the payers that are held: the answer to a request knows only those of its time.
  private static func waitingAdvices(_ options: DataOptions) async throws -> [String: Int] {
    let held = try await options.cashReader().advices().filter {
      $0.reasons.contains("payer-paused")
    }
    return Dictionary(grouping: held, by: \.payer).mapValues(\.count)
  }

  /// Prints what people have asked for.
  static func list(_ kind: ControlKind, json: Bool, _ options: DataOptions) async throws {
    try options.requireDatabase(of: "operations")
    let controls = try await OperationsReader(data: options.dataFolder).controls(kind)
    let waiting = kind == .payer ? try await waitingAdvices(options) : [:]
    if json {
      return try printJSON(controls.map { ControlLine(control: $0, advicesWaiting: waiting[$0.name]) })
    }
    guard !controls.isEmpty else { return print("Nobody has asked for anything about a \(kind.rawValue).") }
    var table = TextTable([
      (kind.rawValue, .left), ("state", .left), ("asked by", .left), ("at", .left), ("reason", .left), ("", .left),
    ])
    for control in controls {
      table.add([
        control.name, control.state, control.requestedBy ?? "—", control.requestedAt ?? "—", control.reason ?? "—",
        kind == .payer && control.state == "paused" ? advices(waiting[control.name] ?? 0) : control.detail ?? "",
      ])
    }
    print(table.text())
  }
}

/// What people have asked for, and for a payer how many advices wait now.
private struct ControlLine: Encodable {
  let control: Control
  let advicesWaiting: Int?

  private enum CodingKeys: String, CodingKey { case advicesWaiting }

  func encode(to encoder: any Encoder) throws {
    try control.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(advicesWaiting, forKey: .advicesWaiting)
  }
}

/// What every request has: how it is shown, and whom it is sent to.
struct ControlOptions: ParsableArguments {
  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var api: APIOptions
  @OptionGroup var options: DataOptions

  /// Sends a request and prints what came of it.
  func ask(_ wish: ControlDesk.Wish, _ kind: ControlKind, _ name: String, reason: String?) async throws {
    let client = try api.client(options)
    guard let path = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) else {
      throw CommandFailure(.validationFailure, "'\(name)' cannot be asked about")
    }
    let asked = try await client.post(
      "\(kind.rawValue)s/\(path)/\(wish.rawValue)", RequestReason(reason ?? ""), as: Control.self)
    let control = try await Controls.answered(asked, client)
    if json { try printJSON(control) } else { print(Controls.sentence(control)) }
    if control.state == "refused" { throw ExitCode.badData }
  }
}
