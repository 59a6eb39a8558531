// What makes events of a transaction set other than the advice, and what it makes them with.

import PaymentEvents
import X12

/// Makes the events of one kind of set from its segments.
///
/// It sees a set twice: when the set is verified, and, if it can be read, again when its events are emitted. Both times
/// it does the same; ``SetOutput`` knows which time it is.
protocol SetBuilder: AnyObject {
  /// Starts a set.
  func begin()
  /// Takes the next segment between ST and SE.
  func take(_ segment: Segment, at place: GuidePlace)
  /// Ends the set.
  func end()
}

/// Where a set stands, and what all its events share.
struct SetContext {
  var tenant: String
  var correlationID: String
  /// `interchange 1, group 1, set 2`.
  var position: String
  var time: Instant
  var source: RemittanceReceived.Source
  /// ISA06, without padding; nil where there is none.
  var sender: String?
  /// ST03, else GS08.
  var version: String
  var delimiters = Delimiters.usual
}

/// Takes a builder's bodies and findings, and reads values for it.
final class SetOutput {
  /// Where the set stands; set before a builder begins.
  var context: SetContext
  /// Events are encoded and kept in ``pending`` only while emitting; before that they are counted.
  var isEmitting = false
  /// Encoded events that nobody has taken yet.
  private(set) var pending: [EncodedEvent] = []
  /// What went wrong with an event, which no value of a document can cause.
  private(set) var failure: (any Error)?
  private let report: (Rule, Int?, String?, String?, String) -> Void
  /// What the set has said so far: events, and what is passed over on purpose.
  var statements = 0
  /// The loop of the current segment, for findings.
  var loop: String?

  init(context: SetContext, report: @escaping (Rule, Int?, String?, String?, String) -> Void) {
    self.context = context
    self.report = report
  }

  /// A finding on the current segment; none while emitting, since each was made before.
  func note(_ rule: Rule, element: Int? = nil, value: String? = nil, _ message: String) {
    if !isEmitting { report(rule, element, loop, value, message) }
  }

  /// Publishes a body.
  /// - Parameters:
  ///   - item: its place in the set, for instance `claim 3`.
  ///   - subject: the business key; never patient data.
  ///   - entries: how many list entries it has: large ones are measured before the set is accepted.
  func publish<Body: EventBody>(_ body: Body, item: String, subject: String, entries: Int) {
    statements += 1
    guard isEmitting || entries > TranslationLimits.unmeasuredEntries else { return }
    let id = EventID(
      tenant: context.tenant, digest: context.source.digest, position: "\(context.position), \(item)", type: Body.type)
    let event = Event(
      EventContext(
        id: id, source: RemittanceTranslator.source, subject: subject, time: context.time, tenant: context.tenant,
        correlationID: context.correlationID), data: body)
    do {
      let encoded = try event.encoded()
      if isEmitting {
        pending.append(encoded)
      } else if encoded.body.count > maximumEventBytes {
        note(.eventTooLarge, "\(item) is larger than an event may be (\(maximumEventBytes) bytes); it must be split")
      }
    } catch {
      failure = failure ?? error
    }
  }

  /// Hands on what is pending.
  func drain(to emit: (EncodedEvent) throws -> Void) throws {
    if let failure { throw failure }
    for event in pending { try emit(event) }
    pending.removeAll(keepingCapacity: true)
  }
}

// MARK: - Values

extension SetOutput {
  /// An element, or a component of it (from 1), without blanks at its end.
  func view(_ segment: Segment, _ element: Int, _ component: Int = 0) -> ByteView {
    let whole = segment[element]
    guard component > 0 else { return whole.trimmed }
    return whole.component(component - 1, separator: context.delimiters.component).trimmed
  }

  /// A text of at most `limit` bytes; nil where there is none. A longer one spoils the set.
  func text(_ segment: Segment, _ element: Int, _ component: Int = 0, limit: Int = ValueLimits.identifier) -> String? {
    let value = view(segment, element, component)
    guard !value.isEmpty else { return nil }
    guard value.count <= limit else {
      note(.elementTooLong, element: element, "longer than \(limit) bytes")
      return nil
    }
    return value.text
  }

  /// A code; see ``text(_:_:_:limit:)``.
  func code(_ segment: Segment, _ element: Int, _ component: Int = 0) -> String? {
    text(segment, element, component, limit: ValueLimits.code)
  }

  /// A text without which there is no event.
  func required(
    _ segment: Segment, _ element: Int, _ component: Int = 0, limit: Int = ValueLimits.identifier
  ) -> String {
    if let text = text(segment, element, component, limit: limit) { return text }
    if view(segment, element, component).isEmpty { note(.elementMissing, element: element, "a value is missing") }
    return "-"
  }

  /// A whole number from 0; nil, with a finding, for anything else.
  func number(_ segment: Segment, _ element: Int, _ component: Int = 0) -> Int? {
    let value = view(segment, element, component)
    guard !value.stripped.isEmpty else { return nil }
    guard let number = value.integer, number < 1 << 31 else {
      note(.quantityInvalid, element: element, "no whole number; it was left out")
      return nil
    }
    return number
  }

  /// A decimal number as written; nil, with a finding, for anything else.
  func decimal(_ segment: Segment, _ element: Int, _ component: Int = 0) -> String? {
    let value = view(segment, element, component).stripped
    guard !value.isEmpty else { return nil }
    guard value.isPlainDecimal else {
      note(.quantityInvalid, element: element, "no decimal number; it was left out")
      return nil
    }
    return value.text
  }

  /// An amount; nil where there is none or, with a finding that spoils the set, where it cannot be read.
  func money(_ segment: Segment, _ element: Int) -> Money? {
    switch Cents(segment[element]) {
    case .value(let cents): return try? Money(cents: cents)
    case .missing: return nil
    case .notNumeric: note(.moneyNotNumeric, element: element, "the amount is no decimal number")
    case .tooPrecise: note(.moneyTooPrecise, element: element, "the amount has more than two decimals")
    case .tooLarge: note(.moneyTooLarge, element: element, "the amount is beyond the limit")
    }
    return nil
  }

  /// An amount without which there is no event.
  func requiredMoney(_ segment: Segment, _ element: Int) -> Money {
    if segment[element].stripped.isEmpty { note(.moneyMissing, element: element, "the amount is missing") }
    return money(segment, element) ?? .zero
  }

  /// A day (`CCYYMMDD`); nil, with a finding, where it is none.
  func day(_ segment: Segment, _ element: Int) -> LocalDate? {
    let value = segment[element].stripped
    return value.isEmpty ? nil : day(value, element)
  }

  /// A day or a range of days, as DTP02 (`D8`, `RD8`) says.
  func days(_ segment: Segment, format: Int, value: Int) -> DateRange? {
    let text = segment[value].stripped
    guard !text.isEmpty else { return nil }
    guard segment[format].stripped.equals("RD8") else {
      return day(text, value).map { DateRange(from: $0, to: $0) }
    }
    let first = text.component(0, separator: UInt8(ascii: "-"))
    let last = text.component(1, separator: UInt8(ascii: "-"))
    guard let from = day(first, value), let to = day(last, value) else { return nil }
    return DateRange(from: from, to: to)
  }

  private func day(_ value: ByteView, _ element: Int) -> LocalDate? {
    // DT and D8 have eight digits; DTM of 4010 and times behind the day are cut off.
    let head = value.count > 8 ? ByteView(base: value.base, count: 8) : value
    guard head.count == 8, let date = X12Date(head) else {
      note(.dateInvalid, element: element, "no day in the form CCYYMMDD; it was left out")
      return nil
    }
    return LocalDate(date)
  }

  /// NM1 or N1 as a party: name and identifier at these elements.
  func party(_ segment: Segment, name: Int, identifier: Int) -> RemittanceReceived.Party {
    RemittanceReceived.Party(
      name: text(segment, name, limit: ValueLimits.name), identifier: text(segment, identifier))
  }

  /// REF01 and REF02, where both are there.
  func reference(_ segment: Segment) -> Reference? {
    guard let qualifier = code(segment, 1), let value = text(segment, 2) else { return nil }
    return Reference(qualifier: qualifier, value: value)
  }

  /// Adds to a list that has room; says once of each list that it is full.
  func append<Element>(_ element: Element, to list: inout [Element], limit: Int = TranslationLimits.details) {
    if list.count < limit {
      list.append(element)
    } else {
      note(.listTooLong, "more than \(limit) in a list; the rest is left out")
    }
  }
}
