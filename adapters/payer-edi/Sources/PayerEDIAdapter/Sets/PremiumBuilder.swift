// 820: advices of premiums and capitation.

import PaymentEvents
import X12

/// Makes `premium-payment.received` events, one a page of 500 lines (005010X218).
final class PremiumBuilder: SetBuilder {
  private static let linesOfPage = 500
  private let out: SetOutput
  private var header = Header()
  private var items: [PremiumPaymentReceived.Item] = []
  private var adjustments: [PremiumPaymentReceived.EntityAdjustment] = []
  private var item: PremiumPaymentReceived.Item?
  private var entity: String?
  private var page = 0
  private var sum: Int64 = 0
  /// What verifying the set came to; every page says it.
  private var verified = (pages: 1, sum: Int64(0))

  private struct Header {
    var traceNumber: String?
    var traceOriginator: String?
    var currency = "USD"
    var payment: PremiumPaymentReceived.Payment?
    var payer = RemittanceReceived.Party()
    var payee = RemittanceReceived.Party()
  }

  init(_ output: SetOutput) { out = output }

  func begin() {
    header = Header()
    items = []
    adjustments = []
    item = nil
    entity = nil
    page = 0
    sum = 0
  }

  func take(_ segment: Segment, at place: GuidePlace) {
    switch segment.tag {
    case .bpr: takePayment(segment)
    case .trn:
      header.traceNumber = out.text(segment, 2)
      header.traceOriginator = out.text(segment, 3)
    case .cur: if let code = out.currency(segment, 2) { header.currency = code }
    case .n1: takeParty(segment)
    case .ent:
      closeItem()
      entity = out.text(segment, 4)
    case .nm1: if entity == nil { entity = out.text(segment, 9) }
    case .rmr: takeItem(segment)
    case .adx: takeAdjustment(segment)
    case .dtm: if segment[1].equals("582") { item?.period = out.days(segment, format: 5, value: 6) }
    default: break
    }
  }

  func end() {
    closeItem()
    if header.payment == nil { out.note(.paymentMissing, "the set has no BPR: there is no payment to read") }
    publish()
    guard !out.isEmitting else { return }
    verified = (page, sum)
    let found = signedPayment
    if sum != found {
      out.note(.balance, "the lines and adjustments are \(sum) cents, BPR02 says \(found)")
    }
  }

  private var signedPayment: Int64 {
    guard let payment = header.payment else { return 0 }
    return payment.direction == "debit" ? -payment.amount.cents : payment.amount.cents
  }

  private func takePayment(_ segment: Segment) {
    guard header.payment == nil else { return out.note(.headerRepeated, "a second BPR: which one is meant?") }
    let direction = segment[3].stripped
    if !direction.equals("C"), !direction.equals("D") {
      out.note(.directionUnknown, element: 3, "neither C (credit) nor D (debit)")
    }
    header.payment = PremiumPaymentReceived.Payment(
      amount: out.requiredMoney(segment, 2), direction: direction.equals("D") ? "debit" : "credit",
      method: out.required(segment, 4, limit: ValueLimits.code), date: out.day(segment, 16))
  }

  private func takeParty(_ segment: Segment) {
    let party = out.party(segment, name: 2, identifier: 4)
    if segment[1].equals("PR") { header.payer = party }
    if segment[1].equals("PE") { header.payee = party }
  }

  private func takeItem(_ segment: Segment) {
    closeItem()
    let paid = out.requiredMoney(segment, 4)
    add(paid)
    item = PremiumPaymentReceived.Item(
      qualifier: out.code(segment, 1) ?? "-", reference: out.text(segment, 2), entity: entity, paid: paid,
      billed: out.money(segment, 5), adjustments: [])
  }

  /// Behind a line ADX explains the line; before the first line of an entity it is an amount of its own.
  private func takeAdjustment(_ segment: Segment) {
    let amount = out.requiredMoney(segment, 1)
    let reason = out.required(segment, 2, limit: ValueLimits.code)
    if var open = item {
      out.append(
        PremiumPaymentReceived.Item.PremiumAdjustment(amount: amount, reason: reason), to: &open.adjustments)
      item = open
    } else {
      add(amount)
      adjustments.append(PremiumPaymentReceived.EntityAdjustment(entity: entity, amount: amount, reason: reason))
      if adjustments.count == Self.linesOfPage { publish() }
    }
  }

  private func add(_ amount: Money) {
    if !sum.addCents(amount.cents) { out.note(.moneyTooLarge, "a sum is beyond the limit") }
  }

  private func closeItem() {
    guard let ended = item else { return }
    item = nil
    items.append(ended)
    if items.count == Self.linesOfPage { publish() }
  }

  private func publish() {
    // The last page may be empty only where it is the only one.
    if page > 0, items.isEmpty, adjustments.isEmpty { return }
    page += 1
    let lines = items.reduce(adjustments.count) { $0 + 1 + $1.adjustments.count }
    if let body = body() {
      out.publish(body, item: "page \(page)", subject: header.traceNumber ?? "-", entries: lines)
    }
    items = []
    adjustments = []
  }

  private func body() -> PremiumPaymentReceived? {
    guard let payment = header.payment, let expected = try? Money(cents: verified.sum),
      let found = try? Money(cents: signedPayment)
    else { return nil }
    return PremiumPaymentReceived(
      traceNumber: header.traceNumber, traceOriginator: header.traceOriginator, currency: header.currency,
      payment: payment, payer: header.payer, payee: header.payee, page: page, pages: max(page, verified.pages),
      items: items, adjustments: adjustments,
      balance: .init(balanced: expected == found, expected: expected, found: found), source: out.context.source)
  }
}
