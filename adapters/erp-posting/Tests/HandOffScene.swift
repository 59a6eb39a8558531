// A folder of files that are handed over and acknowledged, and targets for it.

import ERPPostingAdapter
import Foundation
import Logging
import TestSupport

struct HandOffScene {
  let folder: URL
  let clock = ManualClock()
  var settleTime = Duration.zero

  var outgoing: URL { folder.appendingPathComponent("outgoing") }
  var acknowledgements: URL { folder.appendingPathComponent("acknowledgements") }

  func target(
    _ format: HandOffFormat = .csv(HandOffColumn.standard, HandOffForm()), acknowledges: Bool = true,
    logger: Logger = quietLogger
  ) throws -> HandOffTarget {
    var settings = HandOffTarget.Settings(format: format, folder: folder)
    settings.accounts = ["assets:bank": "1010", "liabilities:clearing": "2010"]
    if acknowledges { settings.acknowledgements = HandOffAcknowledgements() }
    settings.settleTime = settleTime
    return try HandOffTarget(
      settings, store: try testStore(of: "hand-off", in: folder), clock: clock, logger: logger)
  }

  /// Names of the files that lie there, hidden ones too.
  func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: outgoing.path).sorted() }

  func text(_ name: String) throws -> String {
    try String(contentsOf: outgoing.appendingPathComponent(name), encoding: .utf8)
  }

  func acknowledge(_ text: String, as name: String = "answer-1.csv") throws {
    try text.write(to: acknowledgements.appendingPathComponent(name), atomically: true, encoding: .utf8)
  }

  /// A folder of its own, and a target that is closed whatever happens.
  static func with(
    settleTime: Duration = .zero, logger: Logger = quietLogger,
    _ body: (HandOffScene, HandOffTarget) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      let scene = HandOffScene(folder: folder, settleTime: settleTime)
      let target = try scene.target(logger: logger)
      do {
        try await body(scene, target)
        await target.close()
      } catch {
        await target.close()
        throw error
      }
    }
  }
}
