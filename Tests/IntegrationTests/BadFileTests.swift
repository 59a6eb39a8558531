// Files that cannot be right, on a running stack: each is refused with the place, and none disturbs a good neighbour.

import AdapterKit
import Foundation
import Storage
import Testing

extension StackTests {
  @Suite(.serialized, .badFiles)
  struct BadFileTests {
    @Test("Each bad file lies under rejected, with the reason and the place", arguments: BadFile.all)
    func rejected(_ file: BadFile) async throws {
      let stack = try RunningStack.get()
      #expect(stack.data.putAway(file.adapter, "rejected").contains(file.name))
      let database = try DataFolder.store(of: file.adapter, in: stack.data.folder).reader()
      let entry = try await database.read { try IntakeLog.entries(in: $0).first { $0.name == file.name } }
      #expect(entry?.state == .rejected)
      let reason = try #require(entry?.reason)
      #expect(reason.contains(file.reason), "\(reason)")
      let events = try await stack.data.query(
        "operations", "SELECT type FROM events WHERE correlation_id = ?", [.text(try #require(entry?.digest))])
      #expect(Set(events.map { $0.text(0) }) == ["tributary.file.received.v1", "tributary.file.rejected.v1"])
    }

    @Test("validate names the place of what is wrong", arguments: BadFile.all)
    func place(_ file: BadFile) async throws {
      let stack = try RunningStack.get()
      let path = stack.folder.appendingPathComponent("handed-in/\(file.name)").path
      let result = try await CommandLineTool.tributary(["validate", path], in: stack.folder)
      #expect(result.status == 65)
      #expect(result.output.contains(file.place), "\(result.output)")
    }

    @Test("A good file beside them is posted, and so is one with a name that is not UTF-8")
    func good() async throws {
      let data = try RunningStack.get().data
      #expect(data.putAway("payer-edi", "archive") == ["good.835", "latin.835"])
      #expect(data.putAway("lockbox", "archive") == ["good.ach"])
      #expect(try await data.cash().advices().map(\.trace).sorted() == ["LHP0310140", "LHP0310141", "QSM77120"])
      #expect(try await data.cash().deposits().count == 4)
      #expect(try await data.number("cash-application", "SELECT COUNT(*) FROM journals WHERE state = 'posted'") >= 5)
    }

    @Test("A quarter of a gigabyte without a segment takes no memory")
    func memory() throws {
      let stack = try RunningStack.get()
      let id = try #require(stack.stack.supervisors["payer-edi"]?.processID)
      #expect(stack.stack.supervisors["payer-edi"]?.starts == 1)
      let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
      let peak = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
      let kilobytes = try #require(Int(peak.filter(\.isNumber)))
      #expect(kilobytes < 256 << 10, "\(peak)")
    }

    @Test("Nobody's data is in the logs, and nothing became a dead letter")
    func quiet() async throws {
      let data = try RunningStack.get().data
      let logs = try data.logs()
      for word in ["POPLAR", "QSM40016", "FC-10016"] { #expect(!logs.contains(word), "a log holds \(word)") }
      #expect(logs.contains("a file was rejected"))
      #expect(try await data.operations().deadLetterCount() == 0)
    }
  }
}

/// A file that must be refused.
struct BadFile: Sendable, CustomTestStringConvertible {
  let name: String
  var adapter = "payer-edi"
  /// What the stored reason says.
  let reason: String
  /// What `validate` says about the place.
  let place: String
  var testDescription: String { name }

  static let all = [
    BadFile(name: "empty.835", reason: "the file is empty", place: "byte 0"),
    BadFile(name: "binary.835", reason: "no X12 file", place: "byte 0"),
    BadFile(
      name: "cut.835", reason: "the file ends before the set's SE",
      place: "segment 20, byte 691: the file ends before the set's SE"),
    BadFile(name: "stars.835", reason: "no X12 file", place: "byte 0"),
    BadFile(name: "totals.bai2", adapter: "lockbox", reason: "account control total", place: "byte 293"),
  ]
}

extension Trait where Self == StackTrait {
  /// A stack into which bad and good files were handed together.
  static var badFiles: Self {
    .stack { stack in
      let folder = stack.folder.appendingPathComponent("handed-in")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try BadFileContents.write(to: folder)
      _ = try await stack.succeed(["publish", Places.charges.path, "--wait"])
      let submitted = try await stack.tributary("submit", folder.path, "--wait")
      guard submitted.status == 65 else { throw Unexpected("submit ended with \(submitted.status), not 65") }
      for file in BadFile.all where !submitted.error.contains(file.name) {
        throw Unexpected("submit does not name \(file.name): \(submitted.error)")
      }
    }
  }
}

/// Writes the files.
private enum BadFileContents {
  static let bytesOfStars = 256 << 20

  static func write(to folder: URL) throws {
    let advice = try Data(contentsOf: Places.advices.appendingPathComponent("quillstone-2026-03-05.835"))
    let bank = try Data(contentsOf: Places.bank.appendingPathComponent("pinefall-bank-2026-03.bai2"))
    let files: [String: Data] = [
      "empty.835": Data(), "binary.835": Data((0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 7) }),
      "cut.835": advice.prefix(700), "latin.835": try latin(advice),
      "totals.bai2": Data(String(decoding: bank, as: UTF8.self).replacing("49,3360600", with: "49,13360600").utf8),
      "good.835": try Data(contentsOf: Places.advices.appendingPathComponent("larkspur-2026-03-17.835")),
      "good.ach": try Data(contentsOf: Places.bank.appendingPathComponent("pinefall-bank-2026-03.ach")),
    ]
    for (name, bytes) in files { try bytes.write(to: folder.appendingPathComponent(name)) }
    try writeStars(to: folder.appendingPathComponent("stars.835"))
  }

  /// The payer's name with a letter of ISO 8859-1: no UTF-8.
  private static func latin(_ advice: Data) throws -> Data {
    guard let name = advice.firstRange(of: Data("QUILLSTONE".utf8)) else { throw Unexpected("the sample has changed") }
    return advice.replacing(name, with: Data("QUILLST".utf8) + [0xD6] + Data("NE".utf8))
  }

  private static func writeStars(to file: URL) throws {
    try Data().write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    let piece = Data(repeating: UInt8(ascii: "*"), count: 1 << 20)
    for _ in 0..<(bytesOfStars >> 20) { try handle.write(contentsOf: piece) }
  }
}

extension Data {
  fileprivate func replacing(_ range: Range<Index>, with bytes: Data) -> Data {
    var copy = self
    copy.replaceSubrange(range, with: bytes)
    return copy
  }
}
