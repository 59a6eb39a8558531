// Bodies at rest: sealed and opened, under old keys too, and refused when anything was changed.

import Storage
import Testing

@Suite struct BodyCipherTests {
  private static let keys = ["old": Array(repeating: UInt8(1), count: 32), "new": Array(repeating: UInt8(2), count: 32)]

  private func cipher(_ current: String = "new") throws -> AESGCMBodies {
    try AESGCMBodies(keys: Self.keys, current: current)
  }

  @Test(arguments: [0, 1, 15, 16, 17, 4_096])
  func sealedBodiesOpen(_ size: Int) throws {
    let plain = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
    let sealed = try cipher().seal(plain)
    #expect(try cipher().open(sealed) == plain)
    // One byte of length, the key's id, nonce, bytes, tag.
    #expect(sealed.count == 1 + 3 + 12 + size + 16)
    #expect(Array(sealed.prefix(4)) == [3] + Array("new".utf8))
  }

  @Test func theSameBodyIsNeverSealedTheSameWay() throws {
    let cipher = try cipher()
    #expect(try cipher.seal([1, 2, 3]) != cipher.seal([1, 2, 3]))
  }

  @Test func anOldKeyStillOpensWhatItSealed() throws {
    let sealed = try cipher("old").seal([1, 2, 3])
    #expect(try cipher("new").open(sealed) == [1, 2, 3])
  }

  @Test func anotherKeyOfTheSameNameIsRefused() throws {
    let other = try AESGCMBodies(keys: ["new": Array(repeating: 3, count: 32)], current: "new")
    let sealed = try cipher().seal([1, 2, 3])
    #expect(throws: BodyCipherError.damaged) { try other.open(sealed) }
  }

  @Test func aKeyThatIsNotConfiguredIsNamed() throws {
    let sealed = try cipher("old").seal([1])
    let other = try AESGCMBodies(keys: ["new": Self.keys["new"] ?? []], current: "new")
    #expect(throws: BodyCipherError.unknownKey("old")) { try other.open(sealed) }
    #expect(throws: BodyCipherError.unknownKey("none")) { try AESGCMBodies(keys: Self.keys, current: "none") }
    #expect(throws: BodyCipherError.unknownKey("short")) { try AESGCMBodies(keys: ["short": [1]], current: "short") }
  }

  @Test func everyChangedByteIsNoticed() throws {
    let cipher = try cipher()
    let sealed = try cipher.seal([1, 2, 3])
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      #expect(throws: BodyCipherError.self) { try cipher.open(changed) }
    }
    for length in sealed.indices {
      #expect(throws: BodyCipherError.self) { try cipher.open(Array(sealed.prefix(length))) }
    }
  }

  @Test func withoutAKeyBodiesStayAsTheyAre() throws {
    #expect(PlainBodies().seal([1, 2]) == [1, 2] && PlainBodies().open([1, 2]) == [1, 2])
    #expect(PlainBodies().isTransparent)
    #expect(try !cipher().isTransparent)
  }
}
