// Collects claims into pages of at most 100 claims or 512 KiB, whichever comes first.

/// Cuts a set's claims into pages. The same claims are always cut in the same places.
final class PageAssembler {
  /// Whether the claims are kept; the first pass only counts.
  private var keepsClaims = false
  private var current = JSONBuffer(capacity: 1 << 16)
  private var ready = JSONBuffer(capacity: 1 << 16)
  private var bytes = 0
  private var claims = 0
  private var hasReady = false
  /// Pages begun so far.
  private(set) var pages = 0

  /// Starts a set.
  func begin(keepsClaims: Bool) {
    self.keepsClaims = keepsClaims
    current.clear()
    bytes = 0
    claims = 0
    pages = 0
    hasReady = false
  }

  /// Adds the next claim's JSON.
  func add(_ claim: JSONBuffer) {
    // Two brackets around the list, one comma before each claim but the first.
    let isFull = claims == TranslationLimits.claims || bytes + claim.count + 1 + 2 > TranslationLimits.claimsBytes
    if claims > 0, isFull { close() }
    if claims == 0 { pages += 1 }
    bytes += claim.count + (claims > 0 ? 1 : 0)
    claims += 1
    guard keepsClaims else { return }
    current.separate()
    current.append(claim)
  }

  /// Ends the set: the last page is ready too.
  func end() { if claims > 0 { close() } }

  /// The page that is complete, if there is one; it is taken once.
  func takeReady() -> JSONBuffer? {
    guard hasReady else { return nil }
    hasReady = false
    return ready
  }

  private func close() {
    if keepsClaims {
      swap(&current, &ready)
      current.clear()
      hasReady = true
    }
    bytes = 0
    claims = 0
  }
}
