// Puts a claim and its lines together, keys in sorted order.

import PaymentEvents
import X12

extension ClaimWriter {
  func endLine() {
    guard line.isOpen else { return }
    line.isOpen = false
    guard !isTooLarge else { return }
    let dates = line.dates.range
    if let dates { claim.serviceDates.include(dates) }
    services.separate()
    services.append("{\"adjustments\":[")
    services.append(lineAdjustments)
    services.append(UInt8(ascii: "]"))
    write(",\"amounts\":[", lineAmounts, to: services)
    services.append(",\"charge\":")
    services.append(number: line.charge)
    write(",\"controlNumber\":", line.controlNumber, of: lineTexts, to: services)
    write(dates, to: services)
    write(",\"originalProcedure\":", line.originalProcedure, of: lineTexts, to: services)
    write(",\"originalUnits\":", line.originalUnits, of: lineTexts, to: services)
    services.append(",\"paid\":")
    services.append(number: line.paid)
    write(",\"procedure\":", line.procedure, of: lineTexts, to: services)
    write(",\"quantities\":[", lineQuantities, to: services)
    write(",\"references\":[", lineReferences, to: services)
    write(",\"remarks\":[", lineRemarks, to: services)
    write(",\"renderingProvider\":", line.renderingProvider, of: lineTexts, to: services)
    write(",\"revenueCode\":", line.revenueCode, of: lineTexts, to: services)
    if line.units == nil { services.append(",\"units\":\"1\"") }
    write(",\"units\":", line.units, of: lineTexts, to: services)
    services.append(UInt8(ascii: "}"))
    clearLine()
    checkSize()
  }

  func writeClaim(lastSegment: Int) {
    result.append(UInt8(ascii: "{"))
    if !adjudication.isEmpty {
      write("\"adjudication\":[", adjudication, to: result)
      result.append(UInt8(ascii: ","))
    }
    result.append("\"adjustments\":[")
    result.append(adjustments)
    result.append(UInt8(ascii: "]"))
    write(",\"amounts\":[", amounts, to: result)
    result.append(",\"charge\":")
    result.append(number: claim.charge)
    write(",\"contacts\":[", contacts, to: result)
    write(",\"correctedIdentifier\":", claim.correctedIdentifier, of: texts, to: result)
    write(",\"correctedPayer\":", claim.correctedPayer, of: texts, to: result)
    write(",\"crossoverCarrier\":", claim.crossoverCarrier, of: texts, to: result)
    write(claim.dates.range ?? claim.serviceDates.range, to: result)
    write(",\"diagnosisGroup\":", claim.diagnosisGroup, of: texts, to: result)
    write(",\"facilityCode\":", claim.facilityCode, of: texts, to: result)
    write(",\"filingIndicator\":", claim.filingIndicator, of: texts, to: result)
    write(",\"frequency\":", claim.frequency, of: texts, to: result)
    write(",\"memberIdentifier\":", claim.patientIdentifier ?? claim.subscriberIdentifier, of: texts, to: result)
    write(",\"otherSubscriberIdentifier\":", claim.otherSubscriberIdentifier, of: texts, to: result)
    writePayment(lastSegment: lastSegment)
  }

  private func writePayment(lastSegment: Int) {
    result.append(",\"paid\":")
    result.append(number: claim.paid)
    write(",\"patientControlNumber\":", claim.patientControlNumber, of: texts, to: result)
    result.append(",\"patientResponsibility\":")
    result.append(number: claim.patientResponsibility)
    write(",\"payerClaimNumber\":", claim.payerClaimNumber, of: texts, to: result)
    write(",\"quantities\":[", quantities, to: result)
    if let date = claim.receivedDate {
      result.append(",\"receivedDate\":")
      result.append(date: date)
    }
    write(",\"references\":[", references, to: result)
    write(",\"remarks\":[", remarks, to: result)
    write(",\"renderingProvider\":", claim.renderingProvider, of: texts, to: result)
    writePlaceAndServices(lastSegment: lastSegment)
  }

  private func writePlaceAndServices(lastSegment: Int) {
    result.append(",\"segmentRange\":[")
    result.append(number: Int64(claim.firstSegment))
    result.append(UInt8(ascii: ","))
    result.append(number: Int64(lastSegment))
    result.append("],\"sequence\":")
    result.append(number: Int64(claim.sequence))
    result.append(",\"services\":[")
    result.append(services)
    result.append(UInt8(ascii: "]"))
    write(",\"status\":", claim.status, of: texts, to: result)
    result.append(UInt8(ascii: "}"))
  }

  private func write(_ key: StaticString, _ text: Range<Int>?, of texts: JSONBuffer, to buffer: JSONBuffer) {
    guard let text else { return }
    buffer.append(key)
    buffer.append(texts, text)
  }

  /// A list; left out where it is empty.
  private func write(_ key: StaticString, _ list: JSONBuffer, to buffer: JSONBuffer) {
    guard !list.isEmpty else { return }
    buffer.append(key)
    buffer.append(list)
    buffer.append(UInt8(ascii: "]"))
  }

  private func write(_ dates: (from: X12Date, to: X12Date)?, to buffer: JSONBuffer) {
    guard let dates else { return }
    buffer.append(",\"dates\":{\"from\":")
    buffer.append(date: dates.from)
    buffer.append(",\"to\":")
    buffer.append(date: dates.to)
    buffer.append(UInt8(ascii: "}"))
  }
}
