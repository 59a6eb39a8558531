// 277: what a payer says of claims, before adjudication (277CA, X214) and when asked (X212).

import PaymentEvents
import X12

/// One TRN of a 277 with what follows it: loop 2200.
struct StatusFacts {
  var level = "claim"
  var traceNumber: String?
  var references: [Reference] = []
  var dates: DateRange?
  var status = StatusSegment()
  var services: [StatusService] = []
}

/// A service line of a 277: loop 2220.
struct StatusService {
  var procedure = "-"
  var charge = Money.zero
  var paid: Money?
  var units: String?
  var controlNumber: String?
  var dates: DateRange?
  var status = StatusSegment()
}

/// All STC of a claim or a line; amounts and dates are those of the first.
struct StatusSegment {
  var action: String?
  var charge: Money?
  var paid: Money?
  var adjudicatedOn: LocalDate?
  var paidOn: LocalDate?
  var paymentNumber: String?
  var codes: [StatusCode] = []
  var isThere = false
}

/// One status code with the date and the text of its STC.
struct StatusCode {
  var category: String
  var status: String
  var entity: String?
  var date: LocalDate?
  var text: String?
}

/// Makes `claim.acknowledged` or `claim.status-reported` events, one a loop 2200.
final class StatusBuilder: SetBuilder {
  let out: SetOutput
  private var isAcknowledgement = false
  var payer = RemittanceReceived.Party()
  var provider = RemittanceReceived.Party()
  var submission: String?
  var memberIdentifier: String?
  private var open: StatusFacts?
  private var service: StatusService?
  private var count = 0

  init(_ output: SetOutput) { out = output }

  func begin() {
    isAcknowledgement = out.context.version.contains("X214")
    payer = RemittanceReceived.Party()
    provider = RemittanceReceived.Party()
    submission = nil
    memberIdentifier = nil
    open = nil
    service = nil
    count = 0
  }

  func take(_ segment: Segment, at place: GuidePlace) {
    let loop = place.loop ?? ""
    switch segment.tag {
    case .bht: if segment[1].stripped.equals("0085") { isAcknowledgement = true }
    case .hl: close()
    case .nm1: takeName(segment)
    case .trn: takeTrace(segment, loop: loop)
    case .svc: takeService(segment)
    case .stc: takeStatus(segment)
    case .ref: takeReference(segment)
    case .dtp: takeDates(segment)
    default: break
    }
  }

  func end() { close() }

  private func takeName(_ segment: Segment) {
    let role = segment[1].trimmed
    if role.equals("PR") || role.equals("AY") { payer = out.party(segment, name: 3, identifier: 9) }
    if role.equals("85") || role.equals("1P") { provider = out.party(segment, name: 3, identifier: 9) }
    if role.equals("IL") || (isAcknowledgement && role.equals("QC")) { memberIdentifier = out.text(segment, 9) }
  }

  private func takeTrace(_ segment: Segment, loop: String) {
    close()
    let trace = out.text(segment, 2)
    switch loop {
    case "2200A": return
    case "2200B":
      submission = trace
      open = StatusFacts(level: isAcknowledgement ? "submission" : "receiver", traceNumber: trace)
    case "2200C": open = StatusFacts(level: "provider", traceNumber: trace)
    default: open = StatusFacts(traceNumber: trace)
    }
  }

  private func takeService(_ segment: Segment) {
    closeService()
    guard open != nil else { return }
    service = StatusService(
      procedure: out.procedure(segment, 1) ?? out.text(segment, 4).map { "NU:" + $0 } ?? "-",
      charge: out.requiredMoney(segment, 2), paid: out.money(segment, 3), units: out.decimal(segment, 7))
  }

  private func takeStatus(_ segment: Segment) {
    if service != nil {
      var status = service?.status ?? StatusSegment()
      add(segment, to: &status)
      service?.status = status
    } else if var status = open?.status {
      add(segment, to: &status)
      open?.status = status
    }
  }

  private func add(_ segment: Segment, to status: inout StatusSegment) {
    let date = out.day(segment, 2)
    if !status.isThere {
      status.isThere = true
      status.action = out.code(segment, 3)
      status.charge = out.money(segment, 4)
      status.paid = out.money(segment, 5)
      status.adjudicatedOn = out.day(segment, 6)
      status.paidOn = out.day(segment, 8)
      status.paymentNumber = out.text(segment, 9)
    } else if segment[3].stripped.equals("U") {
      status.action = "U"
    }
    for element in [1, 10, 11] where !out.view(segment, element).isEmpty {
      out.append(
        StatusCode(
          category: out.required(segment, element, 1, limit: ValueLimits.code),
          status: out.required(segment, element, 2, limit: ValueLimits.code), entity: out.code(segment, element, 3),
          date: date, text: out.text(segment, 12, limit: 264)), to: &status.codes)
    }
  }

  private func takeReference(_ segment: Segment) {
    guard let reference = out.reference(segment) else { return }
    if service != nil {
      if reference.qualifier == "FJ" { service?.controlNumber = reference.value }
    } else {
      open?.references.append(reference)
    }
  }

  private func takeDates(_ segment: Segment) {
    guard segment[1].equals("472") else { return }
    let days = out.days(segment, format: 2, value: 3)
    if service != nil { service?.dates = days } else { open?.dates = days }
  }

  private func closeService() {
    guard let ended = service else { return }
    service = nil
    guard var facts = open else { return }
    if facts.services.count == 999 { return out.note(.tooManyLines, "more than 999 lines in a claim") }
    facts.services.append(ended)
    open = facts
  }

  private func close() {
    closeService()
    guard let ended = open else { return }
    open = nil
    count += 1
    let entries = ended.services.reduce(ended.status.codes.count) { $0 + 1 + $1.status.codes.count }
    if isAcknowledgement {
      // That a submission or a provider was accepted says nothing of any claim.
      out.statements += 1
      if ended.level == "claim" || ended.status.action == "U" {
        out.publish(acknowledged(ended), item: "status \(count)", subject: submission ?? "-", entries: entries)
      }
    } else {
      out.publish(reported(ended), item: "status \(count)", subject: ended.traceNumber ?? "-", entries: entries)
    }
  }
}
