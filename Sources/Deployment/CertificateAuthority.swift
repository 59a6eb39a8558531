// A small authority of an installation's own, and the certificates it signs. The work is openssl's.

import Foundation

/// What went wrong with certificates or passwords of a deployment, and what to do next.
public struct DeploymentError: Error, CustomStringConvertible {
  /// What happened, where, and what to do.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// An authority in a folder: `authority.pem` and its key, with ECDSA keys on P-256.
public struct CertificateAuthority: Sendable {
  private let folder: URL

  /// The certificate that others trust.
  public var certificate: URL { folder.appendingPathComponent("authority.pem") }
  private var key: URL { folder.appendingPathComponent("authority.key") }

  /// Opens the authority, or makes it where there is none.
  /// - Parameter days: for how long a new one is valid.
  /// - Throws: ``DeploymentError`` where openssl is missing or fails.
  public init(in folder: URL, days: Int) throws {
    self.folder = folder
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    guard !FileManager.default.fileExists(atPath: certificate.path) else { return }
    // To a name of its own first: an authority that is there is whole.
    let unfinished = folder.appendingPathComponent("authority.new")
    try Self.openssl(
      ["req", "-x509", "-days", "\(days)", "-subj", "/O=Tributary/CN=Tributary authority", "-out", unfinished.path]
        + Self.newKey(key))
    try Self.restrict(key)
    try FileManager.default.moveItem(at: unfinished, to: certificate)
  }

  /// Issues a certificate for a host, with a new key, as `certificate.pem` and `key.pem`. Clients present it, too: its
  /// common name is the host's.
  /// - Parameter others: further hosts that it is for.
  /// - Throws: ``DeploymentError``.
  public func issue(host: String, others: [String] = [], into target: URL, days: Int) throws {
    let work = target.appendingPathComponent(".issuing")
    try? FileManager.default.removeItem(at: work)
    try FileManager.default.createDirectory(
      at: work, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: work) }
    func path(_ name: String) -> String { work.appendingPathComponent(name).path }
    let key = work.appendingPathComponent("key.pem")
    let names = ([host] + others + ["localhost"]).map { "DNS:\($0)" }.joined(separator: ", ")
    let extensions = """
      subjectAltName = \(names)
      extendedKeyUsage = serverAuth, clientAuth
      basicConstraints = CA:FALSE

      """
    try Data(extensions.utf8).write(to: work.appendingPathComponent("extensions"))
    try Self.openssl(["req", "-subj", "/CN=\(host)", "-out", path("request")] + Self.newKey(key))
    try Self.openssl([
      "x509", "-req", "-in", path("request"), "-CA", certificate.path, "-CAkey", self.key.path,
      "-set_serial", "0x\(String(UInt64.random(in: 1...UInt64(Int64.max)), radix: 16))", "-days", "\(days)",
      "-extfile", path("extensions"), "-out", path("certificate.pem"),
    ])
    try Self.restrict(key)
    for name in ["key.pem", "certificate.pem"] {
      // rename(2): whoever reads sees the old file or the new one.
      guard rename(path(name), target.appendingPathComponent(name).path) == 0 else {
        throw DeploymentError("\(target.path)/\(name) cannot be written: \(String(cString: strerror(errno)))")
      }
    }
  }

  /// Until when a certificate is valid. - Throws: ``DeploymentError``.
  public static func expiry(of certificate: URL) throws -> Date {
    let text = try openssl(["x509", "-in", certificate.path, "-noout", "-enddate", "-dateopt", "iso_8601"])
    // notAfter=2027-12-24 09:13:11Z
    let words = text.trimmingCharacters(in: .whitespacesAndNewlines).replacing("notAfter=", with: "")
    guard let date = try? Date(words.replacing(" ", with: "T"), strategy: .iso8601) else {
      throw DeploymentError("\(certificate.path): openssl says '\(words)', which is no date")
    }
    return date
  }

  private static func newKey(_ file: URL) -> [String] {
    ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file.path]
  }

  private static func restrict(_ file: URL) throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
  }

  /// Runs openssl(1); returns what it prints.
  @discardableResult
  private static func openssl(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    do { try process.run() } catch {
      throw DeploymentError("/usr/bin/openssl cannot be started: install the package openssl")
    }
    // Each of them says a few lines, less than a pipe holds.
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let problem = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let words = problem.trimmingCharacters(in: .whitespacesAndNewlines)
      throw DeploymentError("openssl \(arguments[0]) failed: \(words)")
    }
    return text
  }
}
