// What is remembered of a received interchange, so that it can be acknowledged.

import X12

/// An interchange that held sets.
public struct ReceivedInterchange: Sendable, Equatable {
  /// Its place in the file, from 1; 0 where there was no ISA.
  public var ordinal: Int
  /// ISA13; empty where there was no ISA, and so nobody to answer.
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
  /// The groups with their sets.
  public var groups: [ReceivedGroup] = []

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

/// A functional group that held sets.
public struct ReceivedGroup: Sendable, Equatable {
  /// Its place in the interchange, from 1; 0 where there was no GS.
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
  /// Notes a set under its interchange and group.
  mutating func receive(_ set: SetSummary, _ interchange: Interchange, _ group: Group) {
    let isListed = setCount <= TranslationLimits.listedSets
    if interchanges.last?.ordinal != interchange.ordinal {
      guard isListed else { return }
      interchanges.append(ReceivedInterchange(interchange))
    }
    let last = interchanges.count - 1
    if interchanges[last].groups.last?.ordinal != group.ordinal {
      guard isListed else { return }
      interchanges[last].groups.append(ReceivedGroup(group))
    }
    let place = interchanges[last].groups.count - 1
    interchanges[last].groups[place].setCount += 1
    if set.outcome == .translated || set.outcome == .kept { interchanges[last].groups[place].acceptedCount += 1 }
    if isListed { interchanges[last].groups[place].sets.append(set) }
  }
}
