// What the 835 layer hands on while it reads: values already checked, text still as views.

/// CLP, read.
package struct ClaimHeader {
  /// The claim's place in the set, from 1.
  package var sequence: Int
  package var charge: Int64
  package var paid: Int64
  package var patientResponsibility: Int64
  /// The CLP itself.
  package var segment: Segment
}

/// SVC, read.
package struct ServiceHeader {
  package var charge: Int64
  package var paid: Int64
  /// The SVC itself.
  package var segment: Segment
}

/// One triplet of a CAS.
package struct AdjustmentView {
  package var group: ByteView
  package var reason: ByteView
  package var amount: Int64
  /// Empty where there is none.
  package var quantity: ByteView
  package var flags: SegmentFlags
}

/// Takes the parts of an advice in document order. Views are valid during the call only.
package protocol RemittanceSink: AnyObject {
  func claimBegan(_ claim: ClaimHeader)
  func serviceBegan(_ service: ServiceHeader)
  func adjustment(_ adjustment: AdjustmentView)
  /// AMT of the claim or the line.
  func amount(_ cents: Int64, segment: Segment)
  /// QTY of the claim or the line; QTY02 is a number.
  func quantity(_ segment: Segment)
  /// A date of the claim or the line that is a day.
  func date(_ date: X12Date, qualifier: ByteView)
  /// NM1, REF, PER, MIA, MOA, LQ of the claim or the line.
  func detail(_ segment: Segment, in loop: RemittanceLoop)
  /// The claim is complete; the number is that of its last segment.
  func claimEnded(lastSegment: Int)
}
