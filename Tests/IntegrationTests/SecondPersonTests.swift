// A correction needs two people: two users of the operating system at the API, as the kernel tells them apart.

import AdapterKit
import Foundation
import Operations
import PaymentEvents
import TestSupport
import Testing

extension StackTests.ControlStackTests {
  /// Runs a request as `nobody`, the user that every Debian has; only the superuser can become somebody else.
  private func asNobody(
    _ path: String, _ body: String, _ stack: RunningStack
  ) async throws -> (status: Int, text: String) {
    let url = "\(stack.stack.address.api)/api/v1/dead-letters/\(path)"
    let result = try await CommandLineTool.run(
      URL(fileURLWithPath: "/usr/bin/setpriv"),
      [
        "--reuid=nobody", "--regid=nogroup", "--clear-groups", "/usr/bin/curl", "--silent", "--max-time", "20",
        "--header", "\(APIServer.clientHeader): tests", "--data", body, "--write-out", "\n%{http_code}", url,
      ], in: stack.folder)
    let lines = result.output.split(separator: "\n")
    return (Int(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
  }

  @Test(
    "A correction is approved by another user of the machine, and not by who proposed it",
    .enabled(if: getuid() == 0, "becoming another user needs root"))
  func approval() async throws {
    let stack = try RunningStack.get()
    let charge = TestCharge(number: 7)
    let before = try await stack.data.inputs()[ChargePosted.type] ?? 0
    let file = stack.folder.appendingPathComponent("long.jsonl")
    try Data(charge.line(id: charge.id, control: String(repeating: "7", count: 81)).utf8).write(to: file)
    try await eventually("operations answers", within: .seconds(30)) {
      try await stack.tributary("dead-letters", "jobs").status == 0
    }
    _ = try await stack.succeed(["publish", file.path])
    var number = ""
    try await eventually("it is a dead letter") {
      let list = try await stack.succeed(["dead-letters", "list", "--code", "schema-violation", "--json"]).json()
      number = (list as? [[String: Any]])?.first.map { "\($0["number"] ?? "")" } ?? ""
      return !number.isEmpty
    }
    let corrected = stack.folder.appendingPathComponent("corrected.json")
    try Data(charge.line(id: charge.id, control: "S-7").utf8).write(to: corrected)
    let reason = ["--reason", "the number without its copy"]
    _ = try await stack.succeed(["dead-letters", "edit", number, "--file", corrected.path] + reason)
    let own = try await stack.tributary("dead-letters", "approve", number)
    #expect(own.status == 65 && own.error.contains("somebody else"), "\(own.error)")
    let pause = try await asNobody("jobs/1/pause", "{}", stack)
    #expect(pause.status == 403 && pause.text.contains("nobody may not"), "\(pause.text)")
    let decision = try await asNobody("\(number)/decision", #"{"approve":true,"reason":""}"#, stack)
    #expect(decision.status == 200, "\(decision.text)")
    try await eventually("the corrected charge is applied") {
      try await stack.data.inputs()[ChargePosted.type] ?? 0 > before
    }
    let history = try await stack.succeed(["dead-letters", "show", number]).output
    #expect(history.contains("nobody") && history.contains("superseded"), "\(history)")
  }
}
