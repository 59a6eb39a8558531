// Canonical JSON on its own, for digests of documents that are no events.

import CValijson

/// The canonical form of JSON (RFC 8785).
public enum CanonicalJSON {
  /// The canonical form of a document.
  /// - Throws: ``EventFault`` where it is no JSON, too large, too deep, or has a name twice.
  public static func canonical(_ json: [UInt8]) throws(EventFault) -> [UInt8] {
    try withParsed(json) { workspace throws(EventFault) in
      var length = 0
      guard let canonical = cvj_canonical(workspace, nil, &length) else { throw .unavailable }
      return Array(UnsafeBufferPointer(start: canonical, count: length))
    }
  }

  /// The content digest of an event, as the router works it out: SHA-256 over the canonical form of its `data`.
  /// - Throws: ``EventFault`` where it is no JSON, too large, too deep, has a name twice, or no `data`.
  public static func contentDigest(_ event: [UInt8]) throws(EventFault) -> String {
    try withParsed(event) { workspace throws(EventFault) in try EventCheck(workspace: workspace).digest() }
  }

  private static func withParsed<Result>(
    _ json: [UInt8], _ body: (OpaquePointer) throws(EventFault) -> Result
  ) throws(EventFault) -> Result {
    guard json.count <= SchemaRegistry.maximumBytes else { throw .tooLarge(bytes: json.count) }
    guard let workspace = cvj_workspace_create() else { throw .unavailable }
    defer { cvj_workspace_free(workspace) }
    let parsed = json.withUnsafeBytes { bytes in
      Swift.Result { () throws(EventFault) in try EventCheck(workspace: workspace).parse(bytes) }
    }
    try parsed.get()
    return try body(workspace)
  }
}
