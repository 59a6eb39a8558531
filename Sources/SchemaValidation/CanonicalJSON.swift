// Canonical JSON on its own, for digests of documents that are no events.

import CValijson

/// The canonical form of JSON (RFC 8785).
public enum CanonicalJSON {
  /// The canonical form of a document.
  /// - Throws: ``EventFault`` where it is no JSON, too large, too deep, or has a name twice.
  public static func canonical(_ json: [UInt8]) throws(EventFault) -> [UInt8] {
    guard json.count <= SchemaRegistry.maximumBytes else { throw .tooLarge(bytes: json.count) }
    guard let workspace = cvj_workspace_create() else { throw .unavailable }
    defer { cvj_workspace_free(workspace) }
    let parsed = json.withUnsafeBytes { bytes in
      Result { () throws(EventFault) in try EventCheck(workspace: workspace).parse(bytes) }
    }
    try parsed.get()
    var length = 0
    guard let canonical = cvj_canonical(workspace, nil, &length) else { throw .unavailable }
    return Array(UnsafeBufferPointer(start: canonical, count: length))
  }
}
