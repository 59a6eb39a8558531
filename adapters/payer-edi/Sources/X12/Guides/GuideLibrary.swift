// Which guide a set is read with.

extension Guide {
  /// All guides there are. For each set the newest version comes first; it stands in for versions without a guide.
  package static let all: [Guide] = [
    remittance5010, remittance4010, professionalClaim5010, institutionalClaim5010, dentalClaim5010,
    professionalClaim4010, institutionalClaim4010, dentalClaim4010, claimStatusAnswer5010, claimAcknowledgement5010,
    claimStatusRequest5010, eligibilityAnswer5010, eligibilityRequest5010, premiumPayment5010, acknowledgement999,
    acknowledgement997,
  ]

  /// The guide for a set, and whether it is the one for its version; nil where there is none for the set.
  package static func find(set: String, version: String) -> (guide: Guide, isExact: Bool)? {
    let guides = all.filter { $0.set == set }
    let fitting = guides.filter { $0.isFor(version: version) }
    if let exact = fitting.max(by: { $0.specificity(for: version) < $1.specificity(for: version) }) {
      return (exact, true)
    }
    return guides.first.map { ($0, false) }
  }

  /// A guide that names the implementation goes before one that names the standard's version only.
  private func specificity(for version: String) -> Int {
    versions.filter { version.hasPrefix($0) }.map(\.count).max() ?? 0
  }
}
