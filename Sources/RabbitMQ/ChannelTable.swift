// What a connection knows of each channel, by channel number.

/// A map from channel numbers to values, for few and low numbers: ours are handed out from the bottom.
///
/// Every message passes through such a map several times. A dictionary hashes the number each time and, when a value is
/// changed in place, allocates for it; an array does neither.
package struct ChannelTable<Value> {
  private var values: [Value?] = []

  package init() {}

  /// The numbers with a value, ascending.
  package var keys: [ChannelNumber] {
    values.indices.compactMap { values[$0] == nil ? nil : ChannelNumber(truncatingIfNeeded: $0) }
  }

  /// The value of a channel.
  package subscript(channel: ChannelNumber) -> Value? {
    get { Int(channel) < values.count ? values[Int(channel)] : nil }
    _modify {
      if Int(channel) >= values.count { makeRoom(for: channel) }
      yield &values[Int(channel)]
    }
  }

  /// Changes a channel's value, if it has one, in place: unlike the subscript without any allocation, and without
  /// making room for whatever channel the broker names.
  @inline(__always)
  package mutating func change<Result>(_ channel: ChannelNumber, _ body: (inout Value) -> Result) -> Result? {
    let place = Int(channel)
    guard place < values.count else { return nil }
    return Self.change(&values[place], body)
  }

  @inline(__always)
  private static func change<Result>(_ value: inout Value?, _ body: (inout Value) -> Result) -> Result? {
    if value == nil { return nil }
    return body(&value!)
  }

  private mutating func makeRoom(for channel: ChannelNumber) {
    values.append(contentsOf: repeatElement(nil, count: Int(channel) + 1 - values.count))
  }
}
