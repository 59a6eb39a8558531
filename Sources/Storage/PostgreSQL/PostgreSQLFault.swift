// What the server or the connection complains of, and whose fault it is.

/// An error of PostgreSQL, by its SQLSTATE (manual, appendix "PostgreSQL Error Codes").
struct PostgreSQLFault: Error {
  /// Five characters; empty where the connection failed.
  let state: String
  /// The server's first line: it names tables and rules, and never values, which are in its details.
  let message: String
  var table = ""
  var constraint = ""
  /// Whether the connection is gone.
  var isLost = false

  /// What is to be done about it.
  enum Remedy { case reconnect, repeatTransaction, later, refuse }

  var remedy: Remedy {
    if isLost { return .reconnect }
    switch state {
    // serialization_failure, deadlock_detected; a plan from before the tables changed
    case "40001", "40P01": return .repeatTransaction
    case "0A000" where message.contains("cached plan"): return .repeatTransaction
    // the server shuts down, crashed, starts
    case "57P01", "57P02", "57P03": return .reconnect
    // out of disk, memory, connections; lock_timeout; cancelled by an administrator
    case "53100", "53200", "53300", "53400", "55P03", "57014", "58030": return .later
    default: return state.hasPrefix("08") ? .reconnect : .refuse
    }
  }

  /// Whether what was to be stored is at fault: integrity (23), data (22: out of range, characters that cannot be
  /// stored), longer than an index takes (54000).
  private var isRowsFault: Bool {
    state.hasPrefix("23") || state.hasPrefix("22") || state == "54000"
  }

  /// The error that callers of this module know.
  func error(_ place: String, in sql: String) -> any Error {
    if isRowsFault {
      // Messages of class 22 quote what they complain of.
      let rule = state.hasPrefix("22") ? "a value that cannot be stored (SQLSTATE \(state))" : message
      return ConstraintError(constraint.isEmpty ? rule : "\(table): \(constraint)")
    }
    switch remedy {
    case .reconnect:
      return StorageError("\(place) cannot be reached: \(message); the work goes on when it is back", isRetriable: true)
    case .repeatTransaction:
      return StorageError("\(place): the transaction met another one (SQLSTATE \(state))", isRetriable: true)
    case .later:
      return StorageError("\(place): \(message) (SQLSTATE \(state)); the work goes on when it can", isRetriable: true)
    case .refuse:
      // The statement is ours and holds no data; arguments, which may, are not printed.
      return StorageError("\(place): \(message) (SQLSTATE \(state)) in: \(sql)", isRetriable: false)
    }
  }
}
