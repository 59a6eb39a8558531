// A queue over an array: the standard library has none.

/// First in, first out, with amortised constant time at both operations.
package struct FIFO<Element> {
  private var items: [Element] = []
  private var head = 0

  /// Below this many consumed elements nothing is moved.
  private static var slack: Int { 256 }

  package var count: Int { items.count - head }
  package var isEmpty: Bool { head == items.count }
  package var first: Element? { isEmpty ? nil : items[head] }

  package init() {}
  package init(_ elements: [Element]) { items = elements }

  package mutating func append(_ element: Element) { items.append(element) }
  package mutating func append(contentsOf elements: some Sequence<Element>) { items.append(contentsOf: elements) }

  package mutating func popFirst() -> Element? {
    guard head < items.count else { return nil }
    let element = items[head]
    head += 1
    if head == items.count {
      items.removeAll(keepingCapacity: head <= 4096)
      head = 0
    } else if head > Self.slack, head > items.count / 2 {
      items.removeFirst(head)
      head = 0
    }
    return element
  }

  /// Empties it and returns what was left, in order.
  package mutating func takeAll() -> [Element] {
    let rest = Array(items[head...])
    items = []
    head = 0
    return rest
  }
}
