// The events that cash application receives.

import AdapterKit
import CashRules
import Messaging
import PaymentEvents
import Storage

/// Applies events to the sub-ledger, then looks at every advice and trace number that they touched.
package struct CashHandler: EventHandler {
  let configuration: CashConfiguration
  let clock: any WallClock
  let businessTime: BusinessTime
  let committed: Signal
  /// Raised while something is left that further transactions do, for ``finishTurns(_:)``.
  package let unfinished = Signal()

  /// Creates it. `committed` is raised after each commit, for the relay.
  package init(
    configuration: CashConfiguration, clock: any WallClock, businessTime: BusinessTime, committed: Signal
  ) {
    self.configuration = configuration
    self.clock = clock
    self.businessTime = businessTime
    self.committed = committed
  }

  package func handle(_ event: IncomingEvent, in connection: any SQLConnection) throws {
    let transaction = begin(connection)
    let input = try keep(event, transaction)
    // What still comes of a withdrawn file is kept, and has no effect.
    if CashHandler.ofFiles.contains(event.type), try transaction.isWithdrawn(file: event.correlationID) { return }
    switch event.type {
    case ChargePosted.type: try transaction.receive(charge: read(event, as: ChargePosted.self))
    case DepositReceived.type: try transaction.receive(deposit: read(event, as: DepositReceived.self))
    case DepositReturned.type: try transaction.receive(returned: read(event, as: DepositReturned.self))
    case RemittanceReceived.type:
      try transaction.receive(remittance: read(event, as: RemittanceReceived.self), input: input)
    case RemittanceClaimsReceived.type:
      try transaction.receive(page: PageHead(event), input: input)
    case PatientPaymentReceived.type:
      try transaction.receive(patientPayment: read(event, as: PatientPaymentReceived.self))
    case ClaimSubmitted.type: try transaction.receive(submitted: read(event, as: ClaimSubmitted.self))
    case OpeningBalanceLoaded.type: try transaction.receive(opening: read(event, as: OpeningBalanceLoaded.self))
    case ContractPublished.type: try transaction.receive(contract: read(event, as: ContractPublished.self))
    case PostingActionRequested.type: try transaction.receive(action: read(event, as: PostingActionRequested.self))
    case JournalPosted.type: try transaction.receive(posted: read(event, as: JournalPosted.self))
    case JournalRejected.type: try transaction.receive(rejected: read(event, as: JournalRejected.self))
    case DocumentExtracted.type: try transaction.receive(document: read(event, as: DocumentExtracted.self))
    case LedgerReconciled.type: try transaction.receive(reconciled: read(event, as: LedgerReconciled.self))
    case PayerStateRequested.type: try transaction.receive(payerState: read(event, as: PayerStateRequested.self))
    case FileWithdrawalRequested.type:
      try transaction.receive(withdrawal: read(event, as: FileWithdrawalRequested.self))
    default:
      throw Failure(
        .permanent, code: "not-consumed", reason: "cash application has no use for \(event.type); correct the bindings")
    }
  }

  /// Events that are what a file says.
  private static let ofFiles: Set<String> = [
    DepositReceived.type, DepositReturned.type, RemittanceReceived.type, RemittanceClaimsReceived.type,
    ClaimSubmitted.type, OpeningBalanceLoaded.type, DocumentExtracted.type,
  ]

  package func finishBatch(in connection: any SQLConnection) throws {
    try finish(connection, isTurn: false)
  }

  /// A transaction without an input, for what batches left.
  func finishTurn(in connection: any SQLConnection) throws { try finish(connection, isTurn: true) }

  /// Where inputs end, and where turns stand, is kept, and claims are compared again nowhere else: a replay does it at
  /// the same places.
  private func finish(_ connection: any SQLConnection, isTurn: Bool) throws {
    let transaction = begin(connection)
    let ended = try connection.execute(
      """
      INSERT INTO batches (last_input, as_of)
      SELECT sequence, ? FROM inputs WHERE true ORDER BY sequence DESC LIMIT 1 ON CONFLICT DO NOTHING
      """, [.text(transaction.asOf.iso)])
    try transaction.matchOpenTraces()
    try transaction.postOpenAdvices()
    if isTurn || ended > 0 { try transaction.repriceAdvices() }
    try transaction.suggestAdvices()
    try transaction.checkCredits()
    try transaction.checkSmallUnderpayments()
    if try transaction.hasAdvicesToReprice() { unfinished.raise() }
  }

  /// Does what batches have left, each part in a transaction of its own, until nothing is left. Where these
  /// transactions stand is kept for a replay.
  package func finishTurns(_ database: any Database) async throws {
    while try await database.read({ try begin($0).hasAdvicesToReprice() }) {
      try await database.write { connection in
        let transaction = begin(connection)
        guard try transaction.hasAdvicesToReprice() else { return }
        try keepTurn(transaction)
        try finishTurn(in: connection)
      }
      committed.raise()
    }
  }

  private func keepTurn(_ transaction: CashTransaction) throws {
    try transaction.connection.execute(
      """
      INSERT INTO turns (number, after_input, as_of)
      SELECT (SELECT COALESCE(MAX(number), 0) + 1 FROM turns), (SELECT COALESCE(MAX(sequence), 0) FROM inputs), ?
      """, [.text(transaction.asOf.iso)])
  }

  package func didCommit() { committed.raise() }

  /// Keeps what is configured, and looks again at what an earlier configuration kept from being booked. To be called
  /// once, before receiving.
  package func review(_ database: any Database) async throws {
    try await database.write { connection in
      let transaction = begin(connection)
      try KeptConfiguration.keep(configuration, transaction)
      try transaction.fillReceivables()
      try transaction.fillOwedAccounts()
      try transaction.fillRequests()
      try transaction.reviewUnlistedAccounts()
      try finishBatch(in: connection)
    }
    committed.raise()
  }

  /// Reads an event, of this tenant or of none named.
  private func read<Body: EventBody>(_ event: IncomingEvent, as body: Body.Type) throws -> Event<Body> {
    let read = try event.decode(body)
    guard read.context.tenant.isEmpty || read.context.tenant == configuration.tenant else {
      throw Failure(
        .permanent, code: "other-tenant", reason: "the event names another tenant; publish it to that tenant's broker",
        pointer: "/tenant", rule: "tenant")
    }
    return read
  }

  private func begin(_ connection: any SQLConnection) -> CashTransaction {
    CashTransaction(
      configuration: configuration, connection: connection, asOf: businessTime.date(of: clock.now()))
  }

  /// Stores the input; returns its place.
  private func keep(_ event: IncomingEvent, _ transaction: CashTransaction) throws -> Int64 {
    let row = try transaction.connection.first(
      """
      INSERT INTO inputs (event_id, type, correlation_id, as_of, configuration, body) VALUES (?, ?, ?, ?, ?, ?)
      RETURNING sequence
      """,
      [
        .text(event.id), .text(event.type), .text(event.correlationID), .text(transaction.asOf.iso),
        .text(configuration.digest), .blob(try configuration.cipher.seal(event.message.body)),
      ])
    return row?.integer(0) ?? 0
  }
}
