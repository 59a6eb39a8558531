// The page "Publish your first event, subscribe to your first", step by step, with the examples as they stand there.

import AdapterKit
import Foundation
import TestSupport
import Testing

extension StackTests {
  @Suite(
    .serialized, .enabled(if: Tools.hasPika, "install python3-pika"),
    .stack(home: { folder in
      let yaml = try DocumentationPage("first-event.md").blocks("yaml")
      return try EnterpriseHome.make(in: folder, adding: ["systems.yaml": yaml[0], "router.yaml": yaml[1]])
    }))
  struct FirstEventTests {
    private func page() throws -> DocumentationPage { try DocumentationPage("first-event.md") }

    /// Runs an example where the page says: beside the data folder, with the variables that the page sets.
    private func run(_ program: URL, _ language: String, _ name: String) async throws -> CommandResult {
      let stack = try RunningStack.get()
      let file = stack.folder.appendingPathComponent(name)
      let setting = try #require(try page().blocks("sh").first { $0.contains("export AMQP_PORT") })
      try Data(try page().block(language, named: name).utf8).write(to: file)
      let script = "\(setting)exec \(program.path) \(file.path)\n"
      let result = try await CommandLineTool.run(Tools.shell, ["-e", "-c", script], in: stack.folder)
      try #require(result.status == 0, "\(name): \(result.error)")
      return result
    }

    @Test("The configuration of the page is in order", .timeLimit(.minutes(2)))
    func configuration() async throws {
      let stack = try RunningStack.get()
      let result = try await CommandLineTool.tributary(
        ["config", "check", "--home", stack.stack.settings.home.path], in: stack.folder)
      #expect(result.status == 0, "\(result.error)")
    }

    @Test("Python publishes a charge and hears that its journal is posted", .timeLimit(.minutes(3)))
    func python() async throws {
      #expect(try await run(Tools.python, "python", "publish.py").output == "published ward-4711-1\n")
      let heard = try await run(Tools.python, "python", "subscribe.py").output
      #expect(heard.contains("tributary.charge.posted.v1 ward-4711-1"), "\(heard)")
      #expect(heard.contains("tributary.journal.posted.v1"), "\(heard)")
    }

    @Test("The shell publishes a charge and reads it", .timeLimit(.minutes(3)))
    func shell() async throws {
      #expect(try await run(Tools.shell, "sh", "publish.sh").output == #"{"routed":true}"#)
      var heard = ""
      try await eventually("the queue of the page gives the event") {
        heard += try await run(Tools.shell, "sh", "subscribe.sh").output
        return heard.contains("ward-4712-1")
      }
      let letters = try await RunningStack.get().succeed(["dead-letters", "list", "--json"])
      #expect(try letters.json() as? [String] == [])
    }
  }
}
