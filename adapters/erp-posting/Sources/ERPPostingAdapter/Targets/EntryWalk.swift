// Walking through all that a target holds, page by page.

import Ledger

extension ERPTarget {
  /// Journals of one call.
  private static var page: Int { 500 }

  /// All journals of ours that it holds in some days, by key. What stands under the last key of a full page is read
  /// again with the next one: a journal that is there twice may stand on both.
  /// - Parameter body: gets them page by page.
  /// - Throws: what ``entries(of:after:limit:)`` throws.
  func walkEntries(
    of days: ClosedRange<Day>, _ body: ([TargetEntry]) async throws -> Void
  ) async throws {
    var last: String?
    while true {
      let page = try await entries(of: days, after: last, limit: Self.page)
      guard page.count >= Self.page, let end = page.last?.key else { return try await body(page) }
      let whole = page.filter { $0.key != end }
      // A page of nothing but one key: there is no getting behind it but past it.
      try await body(whole.isEmpty ? page : whole)
      let next = whole.last?.key ?? end
      guard next != last else { return }
      last = next
    }
  }
}
