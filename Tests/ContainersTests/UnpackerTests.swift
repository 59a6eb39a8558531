// Zip and gzip files as senders make them, and as nobody should.

import Containers
import Foundation
import TestSupport
import Testing

@Suite struct UnpackerTests {
  @Test func membersComeInOrderUnderTheirOwnNames() async throws {
    try await withTemporaryFolder { folder in
      let zip = try Archives.zip(
        [("b.835", "second"), ("a/a.835", "first")], to: folder.appendingPathComponent("era.zip"))
      let members = try Unpacker().unpack(zip, named: "era.zip", into: folder.appendingPathComponent("out"))
      #expect(members.map(\.name) == ["b.835", "a.835"])
      #expect(try contents(members) == ["a.835": "first", "b.835": "second"])
    }
  }

  @Test func gzipHoldsOneFileOfItsOwnName() async throws {
    try await withTemporaryFolder { folder in
      let gzip = try gzip("ISA*00", named: "day.835", in: folder)
      let members = try Unpacker().unpack(gzip, named: "day.835.gz", into: folder.appendingPathComponent("out"))
      #expect(try contents(members) == ["day.835": "ISA*00"])
    }
  }

  @Test func archivesInArchivesAreOpened() async throws {
    try await withTemporaryFolder { folder in
      let gzip = try gzip("inner", named: "x.bai", in: folder)
      let zip = try Archives.zip(files: [gzip], to: folder.appendingPathComponent("o.zip"))
      let members = try Unpacker().unpack(zip, named: "o.zip", into: folder.appendingPathComponent("out"))
      #expect(try contents(members) == ["x.bai": "inner"])
    }
  }

  @Test func pathsInsideNeverBecomePaths() async throws {
    try await withTemporaryFolder { folder in
      let evil = folder.appendingPathComponent("evil.zip")
      _ = try Archives.zip([("../../../escape.835", "x")], to: evil)
      let members = try Unpacker().unpack(evil, named: "evil.zip", into: folder.appendingPathComponent("out"))
      #expect(members.map(\.name) == ["escape.835"])
      #expect(members.allSatisfy { $0.file.path.hasPrefix(folder.appendingPathComponent("out").path) })
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["evil.zip", "out"])
    }
  }

  // MARK: - Refusals

  @Test func aDamagedMemberSpoilsTheWhole() async throws {
    try await withTemporaryFolder { folder in
      let zip = try Archives.zip(
        [("a.835", (0..<500).map(String.init).joined())], to: folder.appendingPathComponent("a.zip"))
      var bytes = try Data(contentsOf: zip)
      bytes[bytes.count / 3] ^= 0xFF
      try bytes.write(to: zip)
      #expect(rule(of: zip, folder) == "container-damaged")
    }
  }

  /// A byte of the checksum, of the length, and of the text itself, which is stored as it is.
  @Test(arguments: [8, 4, 12]) func aWrongChecksumIsDamage(fromTheEnd place: Int) async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a.gz")
      // RFC 1952: a head of ten bytes, one stored block (RFC 1951, section 3.2.4), CRC-32 and length of "ISA*00".
      var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 6, 0, 0xF9, 0xFF] + Array("ISA*00".utf8)
      bytes += [0x2D, 0xB5, 0xCB, 0x09, 6, 0, 0, 0]
      try Data(bytes).write(to: file)
      #expect(rule(of: file, folder) == nil)
      bytes[bytes.count - place] ^= 1
      try Data(bytes).write(to: file)
      #expect(rule(of: file, folder) == "container-damaged")
    }
  }

  @Test func aCutContainerIsDamaged() async throws {
    try await withTemporaryFolder { folder in
      let gzip = try gzip((0..<5_000).map(String.init).joined(), named: "a", in: folder)
      let bytes = try Data(contentsOf: gzip)
      try bytes.prefix(bytes.count / 2).write(to: gzip)
      #expect(rule(of: gzip, folder) == "container-damaged")
    }
  }

  @Test func anEncryptedOneIsNamedSo() async throws {
    try await withTemporaryFolder { folder in
      let zip = try Archives.zip([("a.835", "secret")], to: folder.appendingPathComponent("e.zip"))
      try Archives.markEncrypted(zip)
      #expect(rule(of: zip, folder) == "container-encrypted")
    }
  }

  @Test func anEmptyOneIsNamedSo() async throws {
    try await withTemporaryFolder { folder in
      let zip = folder.appendingPathComponent("empty.zip")
      try Data([0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)).write(to: zip)
      #expect(rule(of: zip, folder) == "container-empty")
    }
  }

  /// Each limit, at its edge.
  @Test func limitsHoldAtTheirEdge() async throws {
    try await withTemporaryFolder { folder in
      let zip = try Archives.zip([("a", "1234567"), ("b", "89")], to: folder.appendingPathComponent("a.zip"))
      var limits = ContainerLimits()
      limits.members = 2
      limits.bytes = 9
      #expect(rule(of: zip, folder, limits) == nil)
      limits.bytes = 8
      #expect(rule(of: zip, folder, limits) == "container-too-large")
      limits.bytes = 9
      limits.members = 1
      #expect(rule(of: zip, folder, limits) == "container-too-large")
    }
  }

  @Test func aBombIsRefusedByItsExpansion() async throws {
    try await withTemporaryFolder { folder in
      let bomb = try gzip(String(repeating: "*", count: 4 << 20), named: "bomb", in: folder)
      var limits = ContainerLimits()
      limits.harmlessBytes = 1 << 20
      #expect(rule(of: bomb, folder, limits) == "container-too-large")
      limits.harmlessBytes = 8 << 20
      #expect(rule(of: bomb, folder, limits) == nil)
    }
  }

  @Test func depthHasALimit() async throws {
    try await withTemporaryFolder { folder in
      var file = try Archives.zip([("x", "x")], to: folder.appendingPathComponent("1.zip"))
      for depth in 2...3 {
        file = try Archives.zip(files: [file], to: folder.appendingPathComponent("\(depth).zip"))
      }
      #expect(rule(of: file, folder) == nil)
      file = try Archives.zip(files: [file], to: folder.appendingPathComponent("4.zip"))
      #expect(rule(of: file, folder) == "container-too-large")
    }
  }

  // MARK: - Support

  private func gzip(_ text: String, named name: String, in folder: URL) throws -> URL {
    let plain = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: plain)
    return try Archives.gzip(plain)
  }

  private func contents(_ members: [ContainerMember]) throws -> [String: String] {
    var result: [String: String] = [:]
    for member in members { result[member.name] = String(decoding: try Data(contentsOf: member.file), as: UTF8.self) }
    return result
  }

  private func rule(of file: URL, _ folder: URL, _ limits: ContainerLimits = ContainerLimits()) -> String? {
    let out = folder.appendingPathComponent("out-\(UUID().uuidString)")
    do {
      _ = try Unpacker(limits: limits).unpack(file, named: file.lastPathComponent, into: out)
      return nil
    } catch {
      return (error as? ContainerError)?.rule ?? "\(error)"
    }
  }
}
