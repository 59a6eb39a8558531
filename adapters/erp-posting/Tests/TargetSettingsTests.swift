// The target as the configuration names it: what is wrong is found before anything starts.

import AdapterKit
import ERPPostingAdapter
import Foundation
import TestSupport
import Testing

@Suite struct TargetSettingsTests {
  private func faults(_ text: String, profile: String? = nil) async throws -> [String] {
    try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("config.yaml")
      try text.write(to: file, atomically: true, encoding: .utf8)
      if let profile {
        try profile.write(to: folder.appendingPathComponent("erp.yaml"), atomically: true, encoding: .utf8)
      }
      do {
        try ERPPostingWorker.check(Configuration(file: file, keys: ERPPostingWorker.keys), home: folder)
        return []
      } catch let error as ConfigurationError {
        return error.faults
      }
    }
  }

  @Test func whatTheFilesHoldIsChecked() async throws {
    let wrong = try await faults("""
      target: files
      files:
        format: fixed
        columns:
          - {value: journal, width: 36}
          - {value: amuont, width: 12}
          - {value: account}
      """)
    #expect(wrong.count == 2)
    #expect(wrong.first?.hasPrefix("config.yaml:6: files.columns[1].value: expected one of journal, ") == true)
    #expect(wrong.last?.hasPrefix("config.yaml:7: files.columns[2].width: a fixed column needs one") == true)
    let bare = try await faults("target: files\nfiles: {format: fixed}\n")
    #expect(bare == ["files.columns: the format fixed needs them, each with value and width"])
    let fine = try await faults("target: files\nfiles: {columns: [{name: company, value: \"=1000\"}]}\n")
    #expect(fine.isEmpty)
  }

  @Test func aPasswordIsNotSentInTheClear() async throws {
    let open = try await faults("target: tryton\ntryton: {url: \"http://erp.example:8000\"}\n")
    #expect(open.count == 1 && open.first?.contains("is not encrypted") == true)
    let none = try await faults("target: tryton\ntryton: {url: \"https://erp.example\"}\n")
    #expect(none.count == 1 && none.first?.hasPrefix("tryton.passwordFile: ") == true)
    for address in ["http://127.0.0.1:8000", "http://localhost:8000", "https://erp.example"] {
      let fine = try await faults("target: tryton\ntryton: {url: \"\(address)\", passwordFile: /run/secrets/erp}\n")
      #expect(fine.isEmpty, "\(address)")
    }
  }

  @Test func theProfileIsReadWithTheSettingsThatThereAre() async throws {
    let none = try await faults("target: rest\n")
    #expect(none == ["rest.profile: the target rest needs the file that describes the ERP"])
    let text = "target: rest\nrest: {profile: erp.yaml, settings: {url: \"http://127.0.0.1:1\"}}\n"
    let fine = try await faults(text, profile: RESTScene.profile())
    #expect(fine.isEmpty)
    let wrong = try await faults("target: rest\nrest: {profile: erp.yaml}\n", profile: RESTScene.profile())
    #expect(wrong == ["erp.yaml:2: url: there is no setting /settings/url; give it under rest.settings of config.yaml"])
  }
}
