// Deliveries that are sure to be handled as one batch.

import Messaging

/// A stream whose first delivery is handled alone, and all others together: they arrive while the first one is being
/// written. Call ``write(_:)`` before each write of the database.
public struct BatchedDeliveries: AsyncSequence, Sendable {
  private let first: Delivery
  private let rest: [Delivery]
  private let firstIsWritten = Gate()
  private let allHaveArrived = Gate()

  /// Creates it.
  public init(first: Delivery, rest: [Delivery]) {
    self.first = first
    self.rest = rest
  }

  /// Holds the first write until all deliveries have arrived. - Parameter number: of the write, from 1.
  public func write(_ number: Int) async {
    guard number == 1 else { return }
    firstIsWritten.open()
    await allHaveArrived.wait()
  }

  public func makeAsyncIterator() -> Iterator { Iterator(deliveries: self) }

  /// Hands out the deliveries.
  public struct Iterator: AsyncIteratorProtocol {
    private let deliveries: BatchedDeliveries
    private var index = 0

    fileprivate init(deliveries: BatchedDeliveries) { self.deliveries = deliveries }

    public mutating func next() async throws -> Delivery? {
      defer { index += 1 }
      if index == 0 { return deliveries.first }
      if index == 1 { await deliveries.firstIsWritten.wait() }
      if index <= deliveries.rest.count { return deliveries.rest[index - 1] }
      deliveries.allHaveArrived.open()
      return nil
    }
  }
}
