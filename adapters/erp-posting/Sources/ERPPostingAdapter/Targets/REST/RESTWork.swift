// Many requests at once, and what is known of them.

import AdapterKit
import PaymentEvents
import Synchronization

/// What is known of journals by their keys, in the memory of this process.
final class RESTKeys: Sendable {
  private struct State {
    /// Until when a request of ours may still be at work in the ERP, in milliseconds.
    var unsettled: [String: Int64] = [:]
    /// What could not be looked up.
    var doubtful: Set<String> = []
    /// What the ERP has refused: no request is at work.
    var answered: Set<String> = []
  }

  private let clock: any WallClock
  private let workingTime: Int64
  private let state = Mutex(State())

  init(clock: any WallClock, workingTime: Duration) {
    self.clock = clock
    self.workingTime = Int64(workingTime / .milliseconds(1))
  }

  private var end: Int64 { clock.now().milliseconds + workingTime }

  /// A request was sent, and what became of it is not known.
  func wasSent(_ key: String) {
    let end = end
    state.withLock {
      $0.unsettled[key] = end
      $0.answered.remove(key)
    }
  }

  /// The ERP does not have it. Unless it is known that it was refused, a process before this one may have sent it.
  func isAbsent(_ key: String) {
    let end = end
    state.withLock {
      $0.doubtful.remove(key)
      if $0.unsettled[key] == nil, !$0.answered.contains(key) { $0.unsettled[key] = end }
    }
  }

  /// The ERP has it.
  func isKnown(_ key: String) {
    state.withLock {
      $0.doubtful.remove(key)
      $0.unsettled[key] = nil
      $0.answered.remove(key)
    }
  }

  /// The ERP has refused it.
  func isAnswered(_ key: String) { state.withLock { _ = $0.answered.insert(key) } }

  /// Whether a request of ours may still be at work.
  func isUnsettled(_ key: String) -> Bool {
    let now = clock.now().milliseconds
    return state.withLock { state in
      guard let end = state.unsettled[key], end <= now else { return state.unsettled[key] != nil }
      state.unsettled[key] = nil
      return false
    }
  }

  /// It could not be looked up. True when that is new.
  func doubt(_ key: String) -> Bool { state.withLock { $0.doubtful.insert(key).inserted } }

  func isDoubtful(_ key: String) -> Bool { state.withLock { $0.doubtful.contains(key) } }
}

/// Whether the ERP as a whole is in trouble: after some failures in a row no more of a round are sent.
final class RESTTrouble: Sendable {
  private static let patience = 3
  private let state = Mutex<(failures: Int, last: RESTError?)>((0, nil))

  func succeeded() { state.withLock { $0 = (0, nil) } }

  func failed(_ error: RESTError) {
    state.withLock { state in
      switch error {
      // The ERP has answered: it is not in trouble, whatever is wrong.
      case .doubled, .absent, .profile, .refused, .contradiction: return
      // These are alike for every journal.
      case .refusedLogin, .busy, .notTheERP: state.failures = Self.patience
      case .noAnswer, .outage: state.failures += 1
      }
      state.last = error
    }
  }

  var reason: RESTError? { state.withLock { $0.failures >= Self.patience ? $0.last : nil } }
}

/// Work on many things, some at once.
enum RESTWork {
  /// The results in the order of the items. - Throws: what the first failure throws; the others are cancelled.
  static func each<Item: Sendable, Output: Sendable>(
    _ items: [Item], atOnce limit: Int, _ body: @escaping @Sendable (Item) async throws -> Output
  ) async throws -> [Output] {
    try await withThrowingTaskGroup(of: (Int, Output).self) { group in
      var outputs = [Output?](repeating: nil, count: items.count)
      var next = 0
      func start() {
        guard next < items.count else { return }
        let index = next
        let item = items[index]
        next += 1
        group.addTask { (index, try await body(item)) }
      }
      for _ in 0..<min(limit, items.count) { start() }
      while let (index, output) = try await group.next() {
        outputs[index] = output
        start()
      }
      return outputs.compactMap { $0 }
    }
  }
}
