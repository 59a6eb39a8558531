// Deposits and returns as events, written as bytes: what is made of an entry must not cost more than reading it.

import PaymentEvents

/// Writes the events of one file, byte for byte as `Event.encoded()` does. Keys are in sorted order.
struct DepositEvents {
  private let deposits: EventFrame
  private let returns: EventFrame

  init(tenant: String, digest: String, correlationID: String) {
    let scratch = JSONBuffer(capacity: 1 << 14)
    deposits = EventFrame(
      of: DepositReceived.self, tenant: tenant, source: DepositTranslator.source, correlationID: correlationID,
      digest: digest, scratch: scratch)
    returns = EventFrame(
      of: DepositReturned.self, tenant: tenant, source: DepositTranslator.source, correlationID: correlationID,
      digest: digest, scratch: scratch)
  }

  func event(_ deposit: Deposit) -> EncodedEvent {
    let id = Self.id(deposit.body.format, deposit.place.record, in: deposits)
    return deposits.event(id: id, subject: deposit.subject, time: deposit.time) { $0.append(deposit.body) }
  }

  func event(_ returned: ReturnedDeposit) -> EncodedEvent {
    let id = Self.id(returned.body.format, returned.place.record, in: returns)
    return returns.event(id: id, subject: returned.subject, time: returned.time) { $0.append(returned.body) }
  }

  /// The position in the file is the format and the record's number.
  private static func id(_ format: String, _ record: Int, in frame: EventFrame) -> EventID {
    frame.id { position in
      position.append(text: format)
      position.append(" record ")
      position.append(number: Int64(record))
    }
  }
}

extension JSONBuffer {
  fileprivate func append(_ body: DepositReceived) {
    begin(body.account, body.amount, body.currency, body.fee, body.format)
    if let isIntraday = body.isIntraday { append(isIntraday ? ",\"isIntraday\":true" : ",\"isIntraday\":false") }
    append(",\"items\":[")
    for (index, item) in body.items.enumerated() {
      if index > 0 { append(UInt8(ascii: ",")) }
      append("{\"amount\":")
      append(number: item.amount.cents)
      append(",\"reference\":", item.reference)
      append(UInt8(ascii: "}"))
    }
    append("],\"kind\":")
    append(string: body.kind.rawValue)
    append(body.payer)
    append(",\"receipt\":", body.receipt?.rawValue)
    append(",\"reference\":", body.reference)
    append(body.source)
    append(",\"text\":", body.text)
    append(",\"traceNumber\":", body.traceNumber)
    append(",\"traceOriginator\":", body.traceOriginator)
    append(",\"typeCode\":", body.typeCode)
    append(",\"valueDate\":")
    append(date: body.valueDate)
    append(UInt8(ascii: "}"))
  }

  fileprivate func append(_ body: DepositReturned) {
    begin(body.account, body.amount, body.currency, nil, body.format)
    append(",\"kind\":")
    append(string: body.kind.rawValue)
    append(",\"originalReference\":", body.originalReference)
    append(",\"payerIdentifier\":", body.payerIdentifier)
    append(",\"reason\":", body.reason)
    append(",\"reference\":", body.reference)
    append(body.source)
    append(",\"text\":", body.text)
    append(",\"traceNumber\":", body.traceNumber)
    append(",\"typeCode\":", body.typeCode)
    append(",\"valueDate\":")
    append(date: body.valueDate)
    append(UInt8(ascii: "}"))
  }

  /// What both begin with.
  private func begin(_ account: String, _ amount: Money, _ currency: String, _ fee: Money?, _ format: String) {
    append("{\"account\":")
    append(string: account)
    append(",\"amount\":")
    append(number: amount.cents)
    append(",\"currency\":")
    append(string: currency)
    if let fee {
      append(",\"fee\":")
      append(number: fee.cents)
    }
    append(",\"format\":")
    append(string: format)
  }

  private func append(_ payer: DepositReceived.Payer?) {
    guard let payer else { return }
    append(",\"payer\":{")
    if let identifier = payer.identifier {
      append("\"identifier\":")
      append(string: identifier)
    }
    if let name = payer.name {
      append(payer.identifier == nil ? "\"name\":" : ",\"name\":")
      append(string: name)
    }
    append(UInt8(ascii: "}"))
  }

  private func append(_ source: DepositReceived.Source) {
    append(",\"source\":{\"digest\":")
    append(string: source.digest)
    if let number = source.fileNumber {
      append(",\"fileNumber\":")
      append(number: Int64(number))
    }
    append(",\"recordRange\":[")
    for (index, record) in source.recordRange.enumerated() {
      if index > 0 { append(UInt8(ascii: ",")) }
      append(number: Int64(record))
    }
    append("]}")
  }

  /// A key and its text; nothing where there is none.
  private func append(_ key: StaticString, _ text: String?) {
    guard let text else { return }
    append(key)
    append(string: text)
  }
}
