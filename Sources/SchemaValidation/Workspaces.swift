// Workspaces that are used again and again, so that checking allocates little.

import CValijson
import Synchronization

/// Room for one document. Used by one thread at a time; ``Workspaces`` sees to that.
struct Workspace: @unchecked Sendable {
  let handle: OpaquePointer
}

/// A store of idle workspaces.
final class Workspaces: Sendable {
  /// How many idle ones are kept: one a thread that checks at the same time, on an ordinary machine.
  static let maximumIdle = 16
  private let idle = Mutex<[Workspace]>([])

  deinit {
    for workspace in idle.withLock({ $0 }) { cvj_workspace_free(workspace.handle) }
  }

  /// Lends a workspace for the length of `body`; nil when memory is short.
  func lend<Result>(_ body: (OpaquePointer) -> Result) -> Result? {
    guard let workspace = idle.withLock({ $0.popLast() }) ?? cvj_workspace_create().map(Workspace.init) else {
      return nil
    }
    defer { take(back: workspace) }
    return body(workspace.handle)
  }

  private func take(back workspace: Workspace) {
    let kept = idle.withLock { idle in
      guard idle.count < Workspaces.maximumIdle else { return false }
      idle.append(workspace)
      return true
    }
    if !kept { cvj_workspace_free(workspace.handle) }
  }
}
