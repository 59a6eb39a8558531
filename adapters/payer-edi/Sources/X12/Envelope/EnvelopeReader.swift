// The envelope layer: walks through interchanges, groups and sets, and checks their counts and control numbers.

/// Reads any transaction set's envelope. What the segments between ST and SE mean is another layer's business.
package final class EnvelopeReader {
  /// What ``next()`` came to.
  package enum Step: Sendable, Equatable {
    /// The ST is the current segment.
    case setBegan
    /// A segment between ST and SE.
    case segment
    /// The set is over, at its SE or, with a finding, where it was cut.
    case setEnded
    /// A TA1 between sets, or a segment like it that stands for itself.
    case acknowledgement
    /// The end of the file.
    case end
  }

  /// The layer below.
  package let reader: SegmentReader
  package internal(set) var interchange = Interchange()
  package internal(set) var group = Group()
  package internal(set) var set = TransactionSet()
  /// Findings about the file and its envelope.
  package internal(set) var fileFindings = FindingLog()
  /// Findings about the current set, the layer above adds its own. Emptied at each ST.
  package var setFindings = FindingLog()
  /// Sets read so far.
  package internal(set) var setCount = 0
  /// Hears of interchanges and groups.
  package weak var observer: (any EnvelopeObserver)?
  /// The control numbers of the group's sets, as far as they are kept.
  var setNumbers: Set<String> = []

  /// The current segment was seen when a cut set ended before it, and is still to be handled.
  private var isPending = false
  private var isStarted = false
  /// Between ST and SE.
  var isSetOpen = false

  /// Creates it on a reader at the start of a file.
  package init(_ reader: SegmentReader) { self.reader = reader }

  /// The current segment.
  package var segment: Segment { reader.segment }

  /// Where the current set stands, as people and event ids name it.
  package var position: String {
    "interchange \(interchange.ordinal), group \(group.ordinal), set \(set.ordinal)"
  }

  /// Moves on. Throws what the source throws; never because of what the bytes say.
  package func next() throws -> Step {
    if !isStarted {
      isStarted = true
      guard try start() else { return .end }
    }
    while true {
      if isPending {
        isPending = false
      } else if try !reader.next() {
        return finish()
      }
      if let step = handle() { return step }
    }
  }

  /// Adds a finding on the current segment to the current set.
  package func report(
    _ rule: Rule, element: Int? = nil, loop: String? = nil, value: String? = nil, _ message: String
  ) {
    setFindings.add(finding(rule, element: element, loop: loop, value: value, message))
  }

  func reportFile(_ rule: Rule, element: Int? = nil, _ message: String) {
    fileFindings.add(finding(rule, element: element, loop: nil, value: nil, message))
  }

  private func finding(
    _ rule: Rule, element: Int?, loop: String?, value: String?, _ message: String
  ) -> Finding {
    let segment = reader.segment
    return Finding(
      rule, segmentNumber: segment.number, segmentID: segment.tag.name, byteOffset: segment.offset, element: element,
      loop: loop, value: value, message: message)
  }

  /// The segment has just been written, field by field, and to copy it as a whole now would wait for that: so it is
  /// asked for its parts as long as nothing is the matter with it.
  private func handle() -> Step? {
    switch reader.segment.tag {
    case .isa, .iea, .gs, .ge, .st:
      if isSetOpen { return cut() }
      return handleEnvelope(reader.segment)
    case .se:
      return isSetOpen ? endSet(reader.segment) : unexpectedTrailer()
    default:
      guard isSetOpen else { return outside(reader.segment) }
      if !reader.segment.isOrdinary { check(reader.segment) }
      return .segment
    }
  }

  private func handleEnvelope(_ segment: Segment) -> Step? {
    switch segment.tag {
    case .isa: beginInterchange(segment)
    case .iea: endInterchange(segment)
    case .gs: beginGroup(segment)
    case .ge: endGroup(segment)
    default:
      beginSet(segment)
      return .setBegan
    }
    return nil
  }

  /// Ends a set whose SE did not come; the segment that shows it is handled next.
  private func cut() -> Step {
    report(.setTruncated, "the set has no SE before this segment; ask the sender for the complete file")
    isSetOpen = false
    set.lastSegment = segment.number - 1
    set.endOffset = segment.offset
    isPending = true
    return .setEnded
  }

  /// The end of the file: whatever is still open is cut.
  private func finish() -> Step {
    if isSetOpen {
      report(.setTruncated, "the file ends before the set's SE; ask the sender for the complete file")
      isSetOpen = false
      set.lastSegment = reader.segmentNumber
      set.endOffset = reader.offset
      return .setEnded
    }
    closeGroup()
    closeInterchange()
    reportHeaderProblems()
    return .end
  }
}
