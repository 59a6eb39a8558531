// A queue over an array: the standard library has none.

/// First in, first out, with amortised constant time at both operations. What was taken is let go at once.
package struct FIFO<Element> {
  private var items: [Element?] = []
  private var head = 0

  /// Below this many consumed elements nothing is moved.
  private static var slack: Int { 256 }
  /// Memory for more elements than this is given back when all are taken.
  private static var keptCapacity: Int { 4096 }

  package var count: Int { items.count - head }
  package var isEmpty: Bool { head == items.count }
  package var first: Element? { isEmpty ? nil : items[head] }

  package init() {}
  package init(_ elements: [Element]) { items = elements }

  package mutating func append(_ element: Element) { items.append(element) }

  package mutating func append(contentsOf elements: some Collection<Element>) {
    for element in elements { items.append(element) }
  }

  package mutating func popFirst() -> Element? {
    guard head < items.count else { return nil }
    let element = items[head].take()
    head += 1
    if head == items.count {
      items.removeAll(keepingCapacity: head <= Self.keptCapacity)
      head = 0
    } else if head > Self.slack, head > items.count / 2 {
      items.removeFirst(head)
      head = 0
    }
    return element
  }

  /// Empties it and returns what was left, in order.
  package mutating func takeAll() -> [Element] {
    let rest = items[head...].compactMap { $0 }
    items = []
    head = 0
    return rest
  }
}
