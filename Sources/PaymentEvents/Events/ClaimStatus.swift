// What payers and clearinghouses say of a claim or a line, in the codes of both kinds of a 277.

/// One status of a claim or a line (STC).
public struct ClaimStatus: Codable, Sendable, Equatable {
  /// The category (STC01-1, STC10-1, STC11-1), verbatim.
  public var category: String
  /// The status (component 2), verbatim.
  public var status: String
  /// Whom it is about (component 3), verbatim.
  public var entity: String?
  /// Since when (STC02).
  public var date: LocalDate?
  /// The free text (STC12).
  public var text: String?

  /// Creates it; see the properties.
  public init(category: String, status: String, entity: String? = nil, date: LocalDate? = nil, text: String? = nil) {
    self.category = category
    self.status = status
    self.entity = entity
    self.date = date
    self.text = text
  }
}
