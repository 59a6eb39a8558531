// Somebody says what became of what we sent.

/// `interchange.acknowledged.v1`: what the receiver of our files says of an interchange (TA1) or a functional group
/// (999, 997).
public struct InterchangeAcknowledged: EventBody {
  public static let name = "interchange.acknowledged.v1"
  /// Which acknowledgement it is.
  public var kind: String
  /// What became of it.
  public var outcome: String
  /// The code behind the outcome (TA104, AK901), verbatim.
  public var code: String
  /// Why (TA105, or the first of AK905 to AK909), verbatim.
  public var noteCode: String?
  /// The control number of the interchange that is acknowledged (TA101).
  public var interchange: String?
  /// The kind of group (AK101).
  public var functionalIdentifier: String?
  /// The control number of the group that is acknowledged (AK102).
  public var group: String?
  /// Who says it (ISA06 or GS02).
  public var sender: String?
  /// How many sets the group had (AK902).
  public var included: Int?
  /// How many were received (AK903).
  public var received: Int?
  /// How many were accepted (AK904).
  public var accepted: Int?
  /// The sets that are named. A group with more of them comes in several events.
  public var sets: [AcknowledgedSet]
  /// Which event of the group it is, where there are several.
  public var page: Int?
  /// Where it stands in its file.
  public var source: RemittanceReceived.Source

  /// Creates it; see the properties.
  public init(
    kind: String, outcome: String, code: String, noteCode: String? = nil, interchange: String? = nil,
    functionalIdentifier: String? = nil, group: String? = nil, sender: String? = nil, included: Int? = nil,
    received: Int? = nil, accepted: Int? = nil, sets: [AcknowledgedSet], page: Int? = nil,
    source: RemittanceReceived.Source
  ) {
    self.kind = kind
    self.outcome = outcome
    self.code = code
    self.noteCode = noteCode
    self.interchange = interchange
    self.functionalIdentifier = functionalIdentifier
    self.group = group
    self.sender = sender
    self.included = included
    self.received = received
    self.accepted = accepted
    self.sets = sets
    self.page = page
    self.source = source
  }

  /// What became of one transaction set.
  public struct AcknowledgedSet: Codable, Sendable, Equatable {
    /// The kind of set (AK201).
    public var identifier: String
    /// Its control number (AK202).
    public var controlNumber: String
    /// What became of it.
    public var outcome: String
    /// The code behind the outcome (IK501, AK501), verbatim.
    public var code: String
    /// Why (IK502 to IK506, AK502 to AK506), verbatim.
    public var errors: [String]
    /// What was found wrong in it.
    public var faults: [Fault]

    /// Creates it; see the properties.
    public init(
      identifier: String, controlNumber: String, outcome: String, code: String, errors: [String], faults: [Fault]
    ) {
      self.identifier = identifier
      self.controlNumber = controlNumber
      self.outcome = outcome
      self.code = code
      self.errors = errors
      self.faults = faults
    }

    /// What the receiver found wrong, and where.
    public struct Fault: Codable, Sendable, Equatable {
      /// The segment id (IK301, AK301).
      public var segment: String
      /// The segment's number in its set, the ST being 1 (IK302, AK302).
      public var position: Int?
      /// The loop (IK303, AK303).
      public var loop: String?
      /// What is wrong with the segment (IK304, AK304), verbatim.
      public var code: String?
      /// The element's number (IK401, AK401).
      public var element: Int?
      /// The component's number, where one is meant.
      public var component: Int?
      /// What is wrong with the element (IK403, AK403), verbatim.
      public var elementCode: String?

      /// Creates it; see the properties.
      public init(
        segment: String, position: Int? = nil, loop: String? = nil, code: String? = nil, element: Int? = nil,
        component: Int? = nil, elementCode: String? = nil
      ) {
        self.segment = segment
        self.position = position
        self.loop = loop
        self.code = code
        self.element = element
        self.component = component
        self.elementCode = elementCode
      }
    }
  }
}
