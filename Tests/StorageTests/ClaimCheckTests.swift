// Claim checks: by digest, once, sealed where a key is set, and never silently wrong.

import Foundation
import Storage
import TestSupport
import Testing

@Suite struct ClaimCheckTests {
  private static let key = Array(repeating: UInt8(9), count: 32)
  /// SHA-256 of "abc" (FIPS 180-4, the examples).
  private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  private func cipher() throws -> AESGCMBodies { try AESGCMBodies(keys: ["k1": Self.key], current: "k1") }

  private func write(_ bytes: [UInt8], _ folder: URL, _ name: String = "in") throws -> URL {
    let file = folder.appendingPathComponent(name)
    try Data(bytes).write(to: file)
    return file
  }

  private func read(_ store: ClaimCheckStore, _ digest: String) async throws -> [UInt8] {
    try await store.withFile(digest) { Array(try Data(contentsOf: $0)) }
  }

  /// Everything in the store but folders.
  private func files(_ folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path, isDirectory: &isFolder)
      return !isFolder.boolValue
    }
  }

  @Test func bytesAreStoredUnderTheirDigestOnceAndTheFileStays() async throws {
    try await withTemporaryFolder { folder async throws in
      let root = folder.appendingPathComponent("checks")
      let store = try ClaimCheckStore(folder: root)
      let check = try store.store(try write(Array("abc".utf8), folder))
      #expect(check.digest == Self.abc && check.size == 3)
      #expect(try store.store(try write(Array("abc".utf8), folder, "other name")) == check)
      #expect(try files(root) == ["ba/\(Self.abc)"])
      #expect(try await read(store, check.digest) == Array("abc".utf8))
      #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent("in").path))
    }
  }

  @Test func anEmptyFileIsAFile() async throws {
    try await withTemporaryFolder { folder async throws in
      for store in [
        try ClaimCheckStore(folder: folder.appendingPathComponent("plain")),
        try ClaimCheckStore(folder: folder.appendingPathComponent("sealed"), cipher: try cipher()),
      ] {
        let check = try store.store(try write([], folder))
        #expect(check.size == 0)
        #expect(try await read(store, check.digest) == [])
      }
    }
  }

  /// A chunk is 1 MiB: below, at, and above its border, and at two chunks.
  @Test(arguments: [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, 2 << 20])
  func sealedBytesComeBackAcrossChunks(_ size: Int) async throws {
    try await withTemporaryFolder { folder async throws in
      let root = folder.appendingPathComponent("checks")
      let store = try ClaimCheckStore(folder: root, cipher: try cipher())
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let check = try store.store(try write(bytes, folder))
      let plain = try ClaimCheckStore(folder: folder.appendingPathComponent("plain"))
      #expect(try plain.store(folder.appendingPathComponent("in")) == check)
      #expect(try await read(store, check.digest) == bytes)
      #expect(Array(try Data(contentsOf: store.path(of: check.digest))) != bytes)
      #expect(try files(root) == ["\(check.digest.prefix(2))/\(check.digest)"])
    }
  }

  @Test func damagedBytesAreRefused() async throws {
    try await withTemporaryFolder { folder async throws in
      let store = try ClaimCheckStore(folder: folder.appendingPathComponent("checks"), cipher: try cipher())
      let digest = try store.store(try write(Array("abc".utf8), folder)).digest
      let sealed = Array(try Data(contentsOf: store.path(of: digest)))
      var changed = sealed
      changed[sealed.count - 1] ^= 1
      let damages: [[UInt8]] = [
        changed, Array(sealed.dropLast()), [255, 255, 255, 255] + Array(sealed.dropFirst(4)), [0, 0],
      ]
      for damage in damages {
        try Data(damage).write(to: store.path(of: digest))
        await #expect(throws: BodyCipherError.damaged) { try await read(store, digest) }
      }
    }
  }

  @Test func whatIsNotThereSaysSo() async throws {
    try await withTemporaryFolder { folder async throws in
      let store = try ClaimCheckStore(folder: folder.appendingPathComponent("checks"))
      let error = await #expect(throws: StorageError.self) { try await read(store, Self.abc) }
      #expect(error?.message.contains(Self.abc) == true && error?.isRetriable == false)
    }
  }

  @Test func theTemporaryPlainFileGoesEvenWhenTheReaderThrows() async throws {
    try await withTemporaryFolder { folder async throws in
      let root = folder.appendingPathComponent("checks")
      let store = try ClaimCheckStore(folder: root, cipher: try cipher())
      let digest = try store.store(try write(Array("abc".utf8), folder)).digest
      await #expect(throws: Broken.self) { try await store.withFile(digest) { _ in throw Broken() } }
      #expect(try files(root) == ["ba/\(digest)"])
    }
  }
}
