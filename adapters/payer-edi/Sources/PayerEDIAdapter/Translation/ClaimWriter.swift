// Writes each claim of an advice as the JSON of `remittance.claims-received`, straight from the segments.

import PaymentEvents
import X12

/// Takes an advice's parts from the 835 layer and builds one claim after the other.
///
/// JSON wants its keys sorted, the document has its own order: so lists and texts are written to small buffers that are
/// reused from claim to claim, and put together when the claim ends. Nothing is allocated for a claim or an element.
final class ClaimWriter: RemittanceSink {
  /// Takes the finished claims.
  let pages = PageAssembler()
  /// The place of a claim larger than a page, until somebody has taken note.
  var oversized: (segment: Int, offset: Int)?
  /// Something was left out of a list that is full, until somebody has taken note.
  var hasLeftOut = false
  /// The separator inside composites.
  private(set) var componentSeparator = UInt8(ascii: ":")
  /// The most bytes that one claim may have: what a page has between its brackets.
  private let limit = TranslationLimits.claimsBytes - 2

  let result = JSONBuffer(capacity: 1 << 16)
  let texts = JSONBuffer()
  let adjustments = JSONBuffer()
  let amounts = JSONBuffer()
  let contacts = JSONBuffer()
  let contactNumbers = JSONBuffer()
  let adjudication = JSONBuffer()
  let quantities = JSONBuffer()
  let references = JSONBuffer()
  let remarks = JSONBuffer()
  let services = JSONBuffer(capacity: 1 << 16)
  let lineTexts = JSONBuffer()
  let lineAdjustments = JSONBuffer()
  let lineAmounts = JSONBuffer()
  let lineQuantities = JSONBuffer()
  let lineReferences = JSONBuffer()
  let lineRemarks = JSONBuffer()
  // Checking each access at run time costs some percent of all; none of them calls back in between.
  @exclusivity(unchecked) var claim = ClaimParts()
  @exclusivity(unchecked) var line = LineParts()
  var isTooLarge = false
  // Apart from the parts: see SegmentReader on accesses that the compiler can prove.
  private var adjustmentsOfClaim = 0
  private var adjustmentsOfLine = 0

  /// Starts a set, of which at most `limit` bytes of claims are held.
  func begin(componentSeparator: UInt8, holding limit: Int) {
    self.componentSeparator = componentSeparator
    oversized = nil
    hasLeftOut = false
    pages.begin(holding: limit)
  }

  func claimBegan(_ header: ClaimHeader) {
    clearClaim()
    isTooLarge = false
    line = LineParts()
    let segment = header.segment
    claim = ClaimParts(
      sequence: header.sequence, firstSegment: segment.number, offset: segment.offset, charge: header.charge,
      paid: header.paid,
      patientResponsibility: header.patientResponsibility)
    let isPlain = segment.flags.isPlain
    claim.patientControlNumber = text(segment[1].trimmed, isPlain, in: texts)
    claim.status = text(segment[2].stripped, isPlain, in: texts)
    claim.filingIndicator = optionalText(segment[6].trimmed, isPlain, in: texts)
    claim.payerClaimNumber = optionalText(segment[7].trimmed, isPlain, in: texts)
    claim.facilityCode = optionalText(segment[8].trimmed, isPlain, in: texts)
    claim.frequency = optionalText(segment[9].trimmed, isPlain, in: texts)
    claim.diagnosisGroup = optionalText(segment[11].trimmed, isPlain, in: texts)
  }

  func serviceBegan(_ header: ServiceHeader) {
    endLine()
    let segment = header.segment
    let isPlain = segment.flags.isPlain
    line = LineParts(isOpen: true, charge: header.charge, paid: header.paid)
    clearLine()
    line.procedure = procedure(segment, isPlain)
    claim.services += 1
    if claim.services > TranslationLimits.services { isTooLarge = true }
    line.units = optionalText(segment[5].stripped, isPlain, in: lineTexts)
    if segment.elementCount > 4 { line.revenueCode = optionalText(segment[4].trimmed, isPlain, in: lineTexts) }
    if segment.elementCount > 6 { takeOriginal(segment, isPlain) }
  }

  func adjustment(_ view: AdjustmentView) {
    guard !isTooLarge else { return }
    countAdjustment()
    if line.isOpen { write(view, to: lineAdjustments) } else { write(view, to: adjustments) }
    if max(lineAdjustments.count, adjustments.count) > limit { isTooLarge = true }
  }

  private func write(_ view: AdjustmentView, to list: JSONBuffer) {
    let isPlain = view.flags.isPlain
    list.separate()
    list.append("{\"amount\":")
    list.append(number: view.amount)
    list.append(",\"group\":")
    list.append(string: view.group, isPlain: isPlain)
    if !view.quantity.isEmpty {
      list.append(",\"quantity\":")
      list.append(string: view.quantity, isPlain: isPlain)
    }
    list.append(",\"reason\":")
    list.append(string: view.reason, isPlain: isPlain)
    list.append(UInt8(ascii: "}"))
  }

  func amount(_ cents: Int64, segment: Segment) {
    guard !isTooLarge, line.isOpen ? hasRoom(&line.amounts) : hasRoom(&claim.amounts) else { return }
    let list = line.isOpen ? lineAmounts : amounts
    list.separate()
    list.append("{\"amount\":")
    list.append(number: cents)
    list.append(",\"qualifier\":")
    list.append(string: segment[1].trimmed, isPlain: segment.flags.isPlain)
    list.append(UInt8(ascii: "}"))
    checkSize()
  }

  func date(_ date: X12Date, qualifier: ByteView) {
    if line.isOpen {
      if qualifier.equals("472") { line.dates.single = date }
      if qualifier.equals("150") { line.dates.from = date }
      if qualifier.equals("151") { line.dates.to = date }
    } else {
      if qualifier.equals("232") { claim.dates.from = date }
      if qualifier.equals("233") { claim.dates.to = date }
      if qualifier.equals("050") { claim.receivedDate = date }
    }
  }

  func claimEnded(lastSegment: Int) {
    endLine()
    result.clear()
    if !isTooLarge { writeClaim(lastSegment: lastSegment) }
    if isTooLarge || result.count > limit {
      oversized = (claim.firstSegment, claim.offset)
    } else {
      pages.add(result)
    }
  }

  func clearLine() {
    adjustmentsOfLine = 0
    lineTexts.clear()
    lineAdjustments.clear()
    lineAmounts.clear()
    lineQuantities.clear()
    lineReferences.clear()
    lineRemarks.clear()
  }

  private func clearClaim() {
    adjustmentsOfClaim = 0
    texts.clear()
    adjustments.clear()
    amounts.clear()
    contacts.clear()
    adjudication.clear()
    quantities.clear()
    references.clear()
    remarks.clear()
    services.clear()
    clearLine()
  }

  private func countAdjustment() {
    if line.isOpen { adjustmentsOfLine += 1 } else { adjustmentsOfClaim += 1 }
    if max(adjustmentsOfLine, adjustmentsOfClaim) > TranslationLimits.adjustments { isTooLarge = true }
  }

  /// Whether a list of details takes one more.
  func hasRoom(_ count: inout Int) -> Bool {
    if count == TranslationLimits.details {
      hasLeftOut = true
      return false
    }
    count += 1
    return true
  }

  /// A claim that outgrows a page stops growing here, however long the document goes on.
  func checkSize() {
    let lists = adjustments.count + amounts.count + adjudication.count + quantities.count + references.count
    let ofClaim = lists + contacts.count + remarks.count + services.count + texts.count
    let ofLine = lineTexts.count + lineAdjustments.count + lineRemarks.count
    let details = lineAmounts.count + lineQuantities.count + lineReferences.count
    if ofClaim + ofLine + details > limit { isTooLarge = true }
  }
}

/// What is known of the open claim besides its lists. Texts are places in the buffer of the claim's texts.
struct ClaimParts {
  var sequence = 0
  var firstSegment = 0
  var offset = 0
  var charge: Int64 = 0
  var paid: Int64 = 0
  var patientResponsibility: Int64 = 0
  var patientControlNumber = 0..<0
  var status = 0..<0
  var payerClaimNumber: Range<Int>?
  var filingIndicator: Range<Int>?
  var patientIdentifier: Range<Int>?
  var subscriberIdentifier: Range<Int>?
  var renderingProvider: Range<Int>?
  var facilityCode: Range<Int>?
  var frequency: Range<Int>?
  var diagnosisGroup: Range<Int>?
  var correctedIdentifier: Range<Int>?
  var correctedPayer: Range<Int>?
  var crossoverCarrier: Range<Int>?
  var otherSubscriberIdentifier: Range<Int>?
  var receivedDate: X12Date?
  var dates = DateParts()
  /// How many are in each list.
  var services = 0
  var amounts = 0
  var contacts = 0
  var adjudication = 0
  var quantities = 0
  var references = 0
  var remarks = 0
  /// The earliest and latest service date of the lines.
  var serviceDates = DateParts()
}

/// What is known of the open service line. Texts are places in the buffer of the line's texts.
struct LineParts {
  var isOpen = false
  var charge: Int64 = 0
  var paid: Int64 = 0
  var procedure = 0..<0
  var units: Range<Int>?
  var controlNumber: Range<Int>?
  var originalProcedure: Range<Int>?
  var originalUnits: Range<Int>?
  var renderingProvider: Range<Int>?
  var revenueCode: Range<Int>?
  var dates = DateParts()
  var amounts = 0
  var quantities = 0
  var references = 0
  var remarks = 0
}

/// A day or a range of days, as far as it is known.
struct DateParts {
  var single: X12Date?
  var from: X12Date?
  var to: X12Date?

  /// First and last day; where one is missing, the other stands for both.
  var range: (from: X12Date, to: X12Date)? {
    if let single { return (single, single) }
    guard let first = from ?? to, let last = to ?? from else { return nil }
    return (first, last)
  }

  /// Widens the range to include another.
  mutating func include(_ other: (from: X12Date, to: X12Date)) {
    from = from.map { min($0, other.from) } ?? other.from
    to = to.map { max($0, other.to) } ?? other.to
  }
}
