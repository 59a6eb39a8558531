// What a connection is used for: publishing or consuming. The loop does the rest.

import Logging

/// The part of a connection's thread that differs between publisher and subscriber. Confined to that thread.
protocol ConnectionRole: AnyObject, SendableMetatype {
  associatedtype Command: Sendable

  /// Why publishing has to wait, if the broker said so.
  var blockedReason: String? { get }
  /// After a request to close: whether nothing is outstanding.
  var isDrained: Bool { get }
  /// Whether there is more to do at once, without waiting for the socket.
  var hasMoreToWrite: Bool { get }

  /// Until when commands that are not urgent may be left in the mailbox; nil means they are taken at once.
  var gatherUntil: ContinuousClock.Instant? { get }
  /// What weight of them is worth being taken before.
  var gatherCount: Int { get }
  /// How long the thread may leave what arrives in the socket, so that it takes more at once; nil means not at all.
  var rest: Duration? { get }

  /// A connection is there.
  func connected(_ wire: WireConnection) throws(RabbitError)
  /// Something arrived.
  func handle(_ event: BrokerEvent, _ wire: WireConnection) throws(RabbitError)
  /// Messages were delivered, in this order. They came before the next event that is handled.
  func delivered(_ arrivals: [Arrival])
  /// All that was there has been read.
  func finishedReading()
  /// Someone asks for something; there may be no connection.
  func handle(_ command: Command, _ wire: WireConnection?) throws(RabbitError)
  /// Writes what may be written now. Returns true to be called again when the socket is writable.
  func write(_ wire: WireConnection) throws(RabbitError) -> Bool
  /// Time passes. Returns when to be called again at the latest.
  func tick(_ now: ContinuousClock.Instant, _ wire: WireConnection?) throws(RabbitError) -> ContinuousClock.Instant?
  /// The connection is gone.
  func disconnected(reason: String)
  /// The same, for those who need to know more than the reason.
  func disconnected(_ error: RabbitError)
  /// The thread is about to end; everyone who waits must be told.
  func finish()
}

extension ConnectionRole {
  var rest: Duration? { nil }
  /// To who consumes nothing, nothing is delivered.
  func delivered(_ arrivals: [Arrival]) {}
  func disconnected(_ error: RabbitError) { disconnected(reason: error.reason) }
}

/// What reaches a connection's thread through its mailbox.
enum LoopCommand<Command: Sendable>: Sendable {
  case role(Command)
  case depth(DepthProbe.Request)
  case close
}
