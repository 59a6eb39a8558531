// Certificates for one test, made with the openssl command.

import Foundation

/// An authority of our own in a folder, and what it signs.
public struct Certificates: Sendable {
  /// Why there is no certificate.
  public struct Failure: Error, CustomStringConvertible {
    /// What openssl said.
    public let description: String
  }

  /// Where they are.
  public let folder: URL

  /// Makes the authority `name`.
  public init(in folder: URL, authority name: String = "authority") throws {
    self.folder = folder
    try run(
      ["req", "-x509", "-days", "2", "-subj", "/CN=\(name)", "-out", path("\(name).pem")] + newKey(name))
    try Data("subjectAltName = DNS:localhost\n".utf8).write(to: folder.appendingPathComponent("names.conf"))
  }

  /// The path of a file.
  public func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// A certificate `name.pem` with the key `name.key`, for the host `localhost` and the common name `subject`. With
  /// negative days it has expired already.
  public func issue(_ name: String, subject: String, days: Int = 2, by authority: String = "authority") throws {
    try run(["req", "-subj", "/CN=\(subject)", "-out", path("\(name).csr")] + newKey(name))
    try run([
      "x509", "-req", "-in", path("\(name).csr"), "-CA", path("\(authority).pem"), "-CAkey", path("\(authority).key"),
      "-CAcreateserial", "-days", "\(days)", "-extfile", path("names.conf"), "-out", path("\(name).pem"),
    ])
  }

  /// The same key, encrypted.
  public func encrypt(_ name: String, passphrase: String) throws {
    try run([
      "ec", "-in", path("\(name).key"), "-aes256", "-passout", "pass:\(passphrase)", "-out", path("\(name).enc"),
    ])
  }

  private func newKey(_ name: String) -> [String] {
    ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path("\(name).key")]
  }

  private func run(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(description: "openssl \(arguments): \(text)") }
  }
}

/// `openssl s_server` on a free port: a TLS server that is wrong in a way no broker can be made to be.
public final class TLSServer {
  /// Where it listens.
  public let port: UInt16
  private let process = Process()

  /// Starts it.
  public init(_ certificates: Certificates, certificate: String, port: UInt16, _ options: [String] = []) throws {
    self.port = port
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments =
      [
        "s_server", "-accept", "127.0.0.1:\(port)", "-quiet", "-cert", certificates.path("\(certificate).pem"),
        "-key", certificates.path("\(certificate).key"),
      ] + options
    // An input that stays open: at its end the server would end, too.
    process.standardInput = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// SIGKILL: the process inherits the signal mask of the thread that starts it, and the one of a task blocks SIGTERM.
  public func stop() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
