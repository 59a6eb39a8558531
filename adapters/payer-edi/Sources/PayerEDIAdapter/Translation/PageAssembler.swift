// Collects claims into pages of at most 100 claims or 512 KiB, whichever comes first.

import PaymentEvents

/// Cuts a set's claims into pages, and holds the pages that are complete. The same claims are always cut in the same
/// places.
final class PageAssembler {
  /// The claims of the pages held, one after the other.
  let claims = JSONBuffer(capacity: 1 << 16)
  /// Where the complete pages that are held lie in ``claims``.
  private(set) var complete: [Range<Int>] = []
  /// Pages begun so far, held or not.
  private(set) var pages = 0
  /// Whether all pages so far are held. Pages beyond the limit are only counted.
  private(set) var isHolding = false

  private var limit = 0
  /// Where the page that is being filled begins, how many bytes it will have, and how many claims it has.
  private var start = 0
  private var bytes = 0
  private var count = 0

  /// Starts a set, of which at most `limit` bytes of claims are held.
  func begin(holding limit: Int) {
    self.limit = limit
    isHolding = limit > 0
    claims.clear()
    complete.removeAll(keepingCapacity: true)
    pages = 0
    start = 0
    bytes = 0
    count = 0
  }

  /// Adds the next claim's JSON.
  func add(_ claim: JSONBuffer) {
    // Two brackets around the list, one comma before each claim but the first.
    let isFull = count == TranslationLimits.claims || bytes + claim.count + 1 + 2 > TranslationLimits.claimsBytes
    if count > 0, isFull { close() }
    let isFirst = count == 0
    if isFirst { pages += 1 }
    bytes += claim.count + (isFirst ? 0 : 1)
    count += 1
    if isHolding, claims.count + claim.count >= limit { letGo() }
    guard isHolding else { return }
    if !isFirst { claims.append(UInt8(ascii: ",")) }
    claims.append(claim)
  }

  /// Ends the set: the last page is complete too.
  func end() { if count > 0 { close() } }

  /// Forgets the complete pages, which somebody has taken.
  func dropComplete() {
    guard let end = complete.last?.upperBound else { return }
    claims.removeFirst(end)
    complete.removeAll(keepingCapacity: true)
    start = 0
  }

  private func close() {
    if isHolding {
      complete.append(start..<claims.count)
      start = claims.count
    }
    bytes = 0
    count = 0
  }

  private func letGo() {
    isHolding = false
    claims.clear()
    complete.removeAll(keepingCapacity: true)
  }
}
