// Commands that need nothing running: the check of the configuration, and which adapter a file is for.

import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct OfflineCommandTests {
  /// A home folder whose files may be changed.
  private func withHome(_ body: (URL, URL) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      let home = try EnterpriseHome.make(in: folder, adding: [:])
      let adapters = home.appendingPathComponent("adapters")
      try FileManager.default.removeItem(at: adapters)
      for adapter in ["payer-edi", "lockbox", "document-extraction", "erp-posting"] {
        let target = adapters.appendingPathComponent(adapter)
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
          at: Places.home.appendingPathComponent("adapters/\(adapter)/config.yaml"),
          to: target.appendingPathComponent("config.yaml"))
      }
      try await body(home, folder)
    }
  }

  /// As on a disk that is full: what cannot be said is lost, and the process ends as it would have.
  @Test(arguments: [("payer-edi --nonsense", 64), ("tributary status", 69)])
  func whatCannotBeSaidEndsNoProcess(command: String, status: Int32) async throws {
    try await withTemporaryFolder { folder in
      let path = Places.executables.appendingPathComponent(command).path
      let result = try await CommandLineTool.run(Tools.shell, ["-c", "exec \(path) 2>/dev/full"], in: folder)
      #expect(result.status == status)
    }
  }

  private func append(_ text: String, to path: String, in home: URL) throws {
    let file = home.appendingPathComponent(path)
    try Data((String(contentsOf: file, encoding: .utf8) + text).utf8).write(to: file)
  }

  private static let download = """

    banks:
      - name: pinefall
        downloads:
          - name: portal
            begins: Booked,Amount
            account: "1020304050"
            columns: {date: Booked, amount: Amount}

    """

  @Test func theShippedConfigurationIsInOrder() async throws {
    try await withHome { home, folder in
      let result = try await CommandLineTool.tributary(["config", "check", "--home", home.path], in: folder)
      #expect(result.status == 0 && result.error.isEmpty, "\(result)")
      #expect(result.output.contains("adapters/lockbox/config.yaml: in order"), "\(result.output)")
    }
  }

  /// What a worker would refuse at its start is refused here, all of it at once, each with its file.
  @Test func everythingThatWorkersRefuseIsNamed() async throws {
    try await withHome { home, folder in
      try append(
        OfflineCommandTests.download.replacing("date: Booked, ", with: "dte: Booked, "),
        to: "adapters/lockbox/config.yaml", in: home)
      try append(
        "  - {key: larkspur, names: [Another]}\n", to: "config/payers.yaml", in: home)
      try append("nonsense: 1\nreceive: {batch: 0}\n", to: "adapters/erp-posting/config.yaml", in: home)
      try append("retries: [{worker: cash-aplication}]\nretries: []\n", to: "config/router.yaml", in: home)
      let result = try await CommandLineTool.tributary(["config", "check", "--home", home.path], in: folder)
      #expect(result.status == 65)
      let lines = result.error.split(separator: "\n").map(String.init)
      for part in [
        "adapters/lockbox/config.yaml: banks: downloads: portal: columns: dte: known are",
        "the payer 'larkspur' is listed twice; leave it once", "nonsense: there is no such key",
        "receive.batch: expected a whole number from 1 to 5000", "the key 'retries' stands here twice",
      ] {
        #expect(lines.count { $0.contains(part) } == 1, "\(part): \(result.error)")
      }
      #expect(lines.count == 5 && lines.allSatisfy { $0.contains("config/") || $0.contains("config.yaml:") })
    }
  }

  @Test func aDownloadGoesToTheAdapterThatHasItsMap() async throws {
    try await withHome { home, folder in
      let file = folder.appendingPathComponent("portal.csv")
      try Data("Booked,Amount\n03/02/2026,12.50\n".utf8).write(to: file)
      let submit = ["submit", file.path, "--home", home.path, "--data", folder.appendingPathComponent("data").path]
      #expect(try await CommandLineTool.tributary(submit, in: folder).output.contains("portal.csv → payer-edi"))
      try append(OfflineCommandTests.download, to: "adapters/lockbox/config.yaml", in: home)
      #expect(try await CommandLineTool.tributary(submit, in: folder).output.contains("portal.csv → lockbox"))
    }
  }

  @Test func eventsAreNotHandedIn() async throws {
    try await withTemporaryFolder { folder in
      let files = folder.appendingPathComponent("files")
      try FileManager.default.createDirectory(
        at: files.appendingPathComponent("older"), withIntermediateDirectories: true)
      let bank = Places.home.appendingPathComponent("adapters/lockbox/samples/pinefall-bank-2026-03.bai2")
      try FileManager.default.copyItem(at: bank, to: files.appendingPathComponent("bank.bai2"))
      let submit = ["submit", files.path, "--data", folder.appendingPathComponent("data").path]
      let first = try await CommandLineTool.tributary(submit, in: folder)
      #expect(first.status == 0 && first.output.contains("bank.bai2 → lockbox"), "a folder in a folder stays: \(first)")
      try Data(#" {"specversion": "1.0"}"#.utf8).write(to: files.appendingPathComponent("event.json"))
      let second = try await CommandLineTool.tributary(submit, in: folder)
      #expect(second.status == 65 && second.error.contains("publish events with `tributary publish`"), "\(second)")
      #expect(second.output.isEmpty, "nothing was handed in: \(second)")
    }
  }

  /// The system's own texts hold domains, numbers and dictionaries.
  @Test func whatTheSystemSaysIsPutIntoWords() async throws {
    try await withTemporaryFolder { folder in
      try Data("secret".utf8).write(to: folder.appendingPathComponent("administrator"))
      let closed = try LoopbackSocket.listen()
      close(closed.descriptor)
      let place = "http://127.0.0.1:\(closed.port)"
      let diff = try await CommandLineTool.tributary(
        ["topology", "diff", "--management", place, "--passwords", folder.path, "--home", Places.home.path], in: folder)
      #expect(diff.status == 69 && diff.error.contains("nobody listens there"), "\(diff)")
      let retry = ["dead-letters", "retry", "1", "--api", place]
      let silent = try await CommandLineTool.tributary(retry, in: folder)
      #expect(silent.status == 69 && silent.error.contains("operations does not answer"), "\(silent)")
      for result in [diff, silent] {
        #expect(!result.error.contains("Error Domain") && !result.error.contains("NSURL"), "\(result.error)")
        #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
      }
    }
  }

  /// Whoever takes a request and ends the connection may have done it.
  @Test(.timeLimit(.minutes(1))) func aRequestWithoutAnAnswerMayStand() async throws {
    try await withTemporaryFolder { folder in
      let server = try LoopbackSocket.listen()
      let requests = Mutex(0)
      let serving = Task.detached {
        while true {
          let connection = accept(server.descriptor, nil, nil)
          guard connection >= 0 else { return }
          var bytes = [UInt8](repeating: 0, count: 4096)
          _ = recv(connection, &bytes, bytes.count, 0)
          requests.withLock { $0 += 1 }
          close(connection)
        }
      }
      let result = try await CommandLineTool.tributary(
        ["dead-letters", "retry", "1", "--api", "http://127.0.0.1:\(server.port)"], in: folder)
      shutdown(server.descriptor, Int32(SHUT_RDWR))
      close(server.descriptor)
      await serving.value
      #expect(result.status == 69 && result.error.contains("it may have been done"), "\(result)")
      #expect(result.error.contains("asking for the same again does nothing twice"), "\(result)")
      #expect(requests.withLock { $0 } >= 3, "the same request was sent again")
    }
  }
}
