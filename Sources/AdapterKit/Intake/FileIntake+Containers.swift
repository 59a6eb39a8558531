// Zip and gzip files: opened whole, then each file in them is taken in as if it had come by itself.

import Containers
import Foundation
import PaymentEvents
import Storage

/// One file's coming: from the inbox, or out of a container from there.
struct Arrival: Sendable {
  /// Names the intake, and for a member its place in the container: the same after a restart.
  let intake: String
  /// The name it arrived under; for a member `container/member`.
  let name: String
  /// The digest of the container it came in.
  var container: String?
}

extension FileIntake {
  /// Takes in all members of a container. One that cannot be opened to its end is rejected whole, before any event of
  /// it: the sender's next try brings all of it again.
  func takeInMembers(
    of file: URL, _ kind: Container, _ arrival: Arrival, _ check: ClaimCheckStore.Check
  ) async throws -> FileReport {
    let folder = folders.unpacked.appendingPathComponent(arrival.intake)
    defer { try? FileManager.default.removeItem(at: folder) }
    let members: [ContainerMember]
    do {
      try? FileManager.default.removeItem(at: folder)
      members = try Unpacker(limits: limits.containers).unpack(file, named: arrival.name, into: folder)
    } catch let error as ContainerError {
      return FileReport(format: kind.rawValue, events: 0, rejections: [FileRejected(container: check, kind, error)])
    }
    var rejected = 0
    for (index, member) in members.enumerated() {
      let inner = Arrival(
        intake: "\(arrival.intake)/\(index + 1)", name: String("\(arrival.name)/\(member.name)".prefix(1_024)),
        container: check.digest)
      if try await takeIn(member.file, inner) { rejected += 1 }
    }
    return FileReport(
      format: kind.rawValue, events: 0,
      rejections: rejected == members.count ? [FileRejected(container: check, kind, .allRejected)] : [])
  }
}

extension FileRejected {
  fileprivate init(container check: ClaimCheckStore.Check, _ kind: Container, _ error: ContainerError) {
    self.init(
      digest: check.digest, format: kind.rawValue, scope: "file", position: nil, reason: error.description,
      findings: [Finding(severity: "error", rule: error.rule, message: error.description)], findingCount: 1)
  }
}
