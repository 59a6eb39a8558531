// Sets that are read by their guide: verified first, then read again for their events.

import PaymentEvents
import X12

/// Reads one set after the other.
final class GuidedSets {
  private let checker: GuideReader
  private let follower = GuideReader { _, _, _, _, _ in }
  private let again: SegmentReader
  private let output: SetOutput
  private let builders: [String: any SetBuilder]
  private let report: (Rule, String) -> Void
  private var builder: (any SetBuilder)?
  private var guide: Guide?

  /// Whether the open set has a guide.
  var isOpen: Bool { guide != nil }
  /// Whether the set makes events.
  var makesEvents: Bool { builder != nil }

  init(_ source: any ByteSource, envelope: EnvelopeReader, context: SetContext) {
    again = SegmentReader(source)
    checker = GuideReader { rule, element, loop, value, message in
      envelope.report(rule, element: element, loop: loop, value: value, message)
    }
    report = { rule, message in envelope.report(rule, message) }
    output = SetOutput(context: context) { rule, element, loop, value, message in
      envelope.report(rule, element: element, loop: loop, value: value, message)
    }
    let acknowledgement = AcknowledgementBuilder(output)
    builders = [
      "997": acknowledgement, "999": acknowledgement, "837": ClaimBuilder(output), "277": StatusBuilder(output),
      "271": EligibilityBuilder(output), "820": PremiumBuilder(output),
    ]
  }

  /// Starts a set; false where there is no guide for it.
  func begin(set: TransactionSet, context: SetContext) -> Bool {
    guide = nil
    builder = nil
    guard let found = Guide.find(set: set.identifier, version: set.version) else { return false }
    if !found.isExact {
      report(.versionUnknown, "there is no guide for this version; the set is read by that of the newest")
    }
    guide = found.guide
    output.context = context
    output.isEmitting = false
    output.statements = 0
    output.loop = nil
    builder = builders[set.identifier]
    checker.begin(found.guide, delimiters: context.delimiters)
    builder?.begin()
    return true
  }

  /// Takes the next segment.
  func take(_ segment: Segment) {
    let place = checker.take(segment)
    output.loop = place.loop.flatMap { $0.isEmpty ? nil : $0 }
    builder?.take(segment, at: place)
  }

  /// Ends the set; the findings are complete then.
  func end() {
    checker.end()
    output.loop = nil
    builder?.end()
    if makesEvents, output.statements == 0 {
      output.note(.setEmpty, "the set holds nothing that an event could be made of; ask the sender for all of it")
    }
  }

  /// Reads a set that was verified once more, for its events.
  func emit(_ set: TransactionSet, to emit: (EncodedEvent) throws -> Void) throws {
    guard let guide, let builder else { return }
    let delimiters = output.context.delimiters
    again.restart(
      from: set.startOffset, to: set.endOffset, delimiters: delimiters, segmentNumber: set.firstSegment - 1)
    follower.begin(guide, delimiters: delimiters)
    output.isEmitting = true
    output.context.source.segmentRange = [set.firstSegment, set.lastSegment]
    builder.begin()
    while try again.next() {
      let segment = again.segment
      if segment.tag == .st || segment.tag == .se { continue }
      builder.take(segment, at: follower.take(segment))
      try output.drain(to: emit)
    }
    builder.end()
    try output.drain(to: emit)
  }

  /// The events of a TA1, which stands in no set.
  func emitAcknowledgement(_ segment: Segment, context: SetContext, to emit: (EncodedEvent) throws -> Void) throws {
    output.context = context
    output.isEmitting = true
    AcknowledgementBuilder(output).takeInterchange(segment)
    try output.drain(to: emit)
  }
}
