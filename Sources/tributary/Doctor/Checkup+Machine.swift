// What lies on this machine: configuration, programs, folders, certificates, databases, claim checks.

import AdapterKit
import Crypto
import Deployment
import Foundation
import LocalStack
import Storage

extension Checkup {
  func configuration() throws -> [Result] {
    var check = ConfigurationCheck(home: try options.homeFolder())
    check.run(options)
    return check.lines.map { (.fine, $0) } + check.faults.map { (.wrong, $0) }
  }

  /// Programs of others that parts of ours start.
  func programs() -> [Result] {
    let needed = [
      ("tesseract", "tesseract-ocr", "document-extraction cannot read scans"),
      ("pdftotext", "poppler-utils", "document-extraction cannot read PDF files"),
      ("openssl", "openssl", "certificates cannot be made or looked at"),
    ]
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    return needed.map { program, package, consequence in
      let isThere = folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
      return isThere ? (.fine, program) : (.wrong, "\(program) is missing: \(consequence); install \(package)")
    }
  }

  /// The data folder: there, ours alone, with room.
  func folders() throws -> [Result] {
    let folder = options.dataFolder.path
    guard FileManager.default.fileExists(atPath: folder) else {
      return [(.wrong, "\(folder) is not there: nothing has run here, or it is not mounted; name another with --data")]
    }
    var results: [Result] = []
    let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int ?? 0
    let others = "\(folder) can be read by other users of this machine, and holds patient data: chmod 700 \(folder)"
    results.append(mode & 0o077 == 0 ? (.fine, "\(folder) is for its owner alone") : (.wrong, others))
    if !FileManager.default.isWritableFile(atPath: folder) {
      results.append((.wrong, "\(folder) cannot be written by this user; run this as the user who runs the workers"))
    }
    return results + [try room(in: folder)]
  }

  private func room(in folder: String) throws -> Result {
    let system = try FileManager.default.attributesOfFileSystem(forPath: folder)
    let free = (system[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
    let size = max((system[.systemSize] as? NSNumber)?.int64Value ?? 1, 1)
    let words = "\(free / 1_000_000_000) GB (\(free * 100 / size) %) of the disk of \(folder) are free"
    if free < 1_000_000_000 { return (.wrong, "\(words): make room, workers stop taking work when it is full") }
    return free * 10 < size ? (.notable, "\(words): make room soon") : (.fine, words)
  }

  /// What the parts of a deployment show each other; `tributary up` stays on this machine and has none.
  func certificates() throws -> [Result] {
    guard let folder = StackAddress.running(on: options.dataFolder)?.secrets.map(DataFolder.url) else { return [] }
    return try ["authority.pem", "certificate.pem"].compactMap { name in
      let file = folder.appendingPathComponent(name)
      guard FileManager.default.fileExists(atPath: file.path) else { return nil }
      let expiry = try CertificateAuthority.expiry(of: file)
      let days = Int((expiry.timeIntervalSinceNow / 86_400).rounded(.down))
      let words = "\(file.path) is valid until \(expiry.formatted(.iso8601)) (\(days) days)"
      let advice = "renew all with `tributary certs renew` and start the parts again"
      if days < 0 { return (.wrong, "\(file.path) was valid until \(expiry.formatted(.iso8601)): \(advice)") }
      return days < 30 ? (.notable, "\(words): \(advice)") : (.fine, words)
    }
  }

  func databases() throws -> [Result] {
    try InstalledStore.all.compactMap { store in
      let place = try store.place(in: options.dataFolder)
      switch try store.state(at: place) {
      case .missing: return nil
      case .current: return (.fine, "\(store.name) in \(place) is up to date")
      case .unusable(let reason): return (.wrong, "\(store.name) in \(place): \(reason)")
      }
    }
  }

  /// The newest files of the claim-check store: whether they still are what their names say.
  func claimChecks() async throws -> [Result] {
    let folder = options.dataFolder.appendingPathComponent("claim-checks")
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    let cipher = try options.operationsCipher()
    let store = try ClaimCheckStore(folder: folder, cipher: cipher)
    var results: [Result] = []
    let newest = try newestFiles(in: folder, atMost: 100)
    for digest in newest {
      let found = try await store.withFile(digest) { try sha256(of: $0) }
      guard found != digest else { continue }
      results.append((.wrong, "\(store.path(of: digest).path) is damaged; restore it from a backup"))
    }
    return results.isEmpty ? [(.fine, "the newest \(newest.count) are whole")] : results
  }

  private func newestFiles(in folder: URL, atMost limit: Int) throws -> [String] {
    let keys: Set<URLResourceKey> = [.contentModificationDateKey, .isRegularFileKey]
    let walk = FileManager.default.enumerator(
      at: folder, includingPropertiesForKeys: Array(keys), options: .skipsHiddenFiles)
    var files: [(digest: String, at: Date)] = []
    while let file = walk?.nextObject() as? URL {
      let values = try file.resourceValues(forKeys: keys)
      guard values.isRegularFile == true else { continue }
      files.append((file.lastPathComponent, values.contentModificationDate ?? .distantPast))
    }
    return files.sorted { $0.at > $1.at }.prefix(limit).map(\.digest)
  }

  private func sha256(of file: URL) throws -> String {
    let input = try FileHandle(forReadingFrom: file)
    defer { try? input.close() }
    var hash = SHA256()
    while let chunk = try input.read(upToCount: 1 << 20), !chunk.isEmpty { hash.update(data: chunk) }
    return hash.finalize().map { String(format: "%02x", $0) }.joined()
  }
}
