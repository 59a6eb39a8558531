// What is remembered of a received interchange, so that it can be acknowledged.

import X12

/// An interchange, with or without sets.
public struct ReceivedInterchange: Sendable, Equatable {
  /// Its place in the file, from 1.
  public var ordinal: Int
  /// ISA13.
  public var controlNumber: String
  /// ISA05 to ISA08, without padding.
  public var senderQualifier: String
  public var sender: String
  public var receiverQualifier: String
  public var receiver: String
  /// ISA09 (`YYYYMMDD`), 0 where it is no day, and ISA10.
  public var date: Int
  public var time: String
  /// ISA12, for instance `00501`.
  public var version: String
  /// ISA14: `1` where a TA1 is asked for.
  public var acknowledgementRequested: String
  /// ISA15.
  public var usage: String
  /// The ISA's segment number in the file.
  public var firstSegment: Int
  /// The groups with their sets: the first 10,000 of the file.
  public var groups: [ReceivedGroup] = []
  /// How many groups it has, listed or not.
  public var groupCount = 0
  /// How many TA1 came in it.
  public var acknowledgements = 0
  /// How many sets outside any group were used.
  public var looseSets = 0
  /// What was found wrong with its envelope.
  public var rules: Set<Rule> = []

  init(_ interchange: Interchange) {
    ordinal = interchange.ordinal
    controlNumber = interchange.controlNumber
    senderQualifier = interchange.senderQualifier
    sender = interchange.sender
    receiverQualifier = interchange.receiverQualifier
    receiver = interchange.receiver
    date = Int(interchange.date?.number ?? 0)
    time = interchange.time
    version = interchange.version
    acknowledgementRequested = interchange.acknowledgementRequested
    usage = interchange.usage
    firstSegment = interchange.firstSegment
  }
}

/// A functional group, with or without sets.
public struct ReceivedGroup: Sendable, Equatable {
  /// Its place in the interchange, from 1.
  public var ordinal: Int
  /// GS01, GS02, GS03, GS06 and GS08.
  public var functionalID: String
  public var sender: String
  public var receiver: String
  public var controlNumber: String
  public var version: String
  /// The sets, as far as the report lists them.
  public var sets: [SetSummary] = []
  /// How many sets there were, and how many of them can be used.
  public var setCount = 0
  public var acceptedCount = 0
  /// GE01; nil where there was no GE, or no number in it.
  public var declaredSets: Int?
  /// What was found wrong with its envelope.
  public var rules: Set<Rule> = []

  init(_ group: Group) {
    ordinal = group.ordinal
    functionalID = group.functionalID
    sender = group.sender
    receiver = group.receiver
    controlNumber = group.controlNumber
    version = group.version
  }
}

extension TranslationReport {
  /// Notes an interchange, its groups and its sets, as far as they are listed.
  mutating func begin(_ interchange: Interchange) {
    guard interchanges.count < TranslationLimits.listedInterchanges else { return unlistedInterchanges += 1 }
    interchanges.append(ReceivedInterchange(interchange))
  }

  mutating func end(_ interchange: Interchange) {
    guard let place = place(of: interchange) else { return }
    interchanges[place].rules = interchange.rules
    interchanges[place].acknowledgements = interchange.acknowledgements
    interchanges[place].groupCount = interchange.groups
  }

  mutating func begin(_ group: Group, in interchange: Interchange) {
    guard interchange.isOpen, let place = place(of: interchange), groupCount < TranslationLimits.listedInterchanges
    else { return }
    groupCount += 1
    interchanges[place].groups.append(ReceivedGroup(group))
  }

  mutating func end(_ group: Group, in interchange: Interchange) {
    guard let place = place(of: group, interchange) else { return }
    interchanges[place.interchange].groups[place.group].declaredSets = group.declaredSets
    interchanges[place.interchange].groups[place.group].rules = group.rules
  }

  /// A set outside any group is nobody's whom a 999 could name.
  mutating func receive(_ set: SetSummary, isListed: Bool, _ interchange: Interchange, _ group: Group) {
    guard group.isOpen, let place = place(of: group, interchange) else {
      if let place = self.place(of: interchange), set.isUsable { interchanges[place].looseSets += 1 }
      return
    }
    interchanges[place.interchange].groups[place.group].setCount += 1
    if set.isUsable { interchanges[place.interchange].groups[place.group].acceptedCount += 1 }
    if isListed { interchanges[place.interchange].groups[place.group].sets.append(set) }
  }

  private func place(of interchange: Interchange) -> Int? {
    guard let last = interchanges.indices.last, interchanges[last].ordinal == interchange.ordinal else { return nil }
    return last
  }

  private func place(of group: Group, _ interchange: Interchange) -> (interchange: Int, group: Int)? {
    guard let outer = place(of: interchange), let inner = interchanges[outer].groups.indices.last,
      interchanges[outer].groups[inner].ordinal == group.ordinal
    else { return nil }
    return (outer, inner)
  }
}

extension FileTranslation: EnvelopeObserver {
  func interchangeBegan(_ interchange: Interchange) { report.begin(interchange) }
  func groupBegan(_ group: Group, in interchange: Interchange) { report.begin(group, in: interchange) }
  func groupEnded(_ group: Group, in interchange: Interchange) { report.end(group, in: interchange) }
  func interchangeEnded(_ interchange: Interchange) { report.end(interchange) }
}
