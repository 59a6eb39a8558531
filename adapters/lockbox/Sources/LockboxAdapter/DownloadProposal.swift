// A map for a portal download, proposed as text for a person to confirm.

import BankFiles

/// What `tributary lockbox infer` says of a file.
package enum DownloadProposal {
  /// The entry under `downloads` that would read a file, after its doubts as comments; nil where no row has a date and
  /// an amount.
  /// - Parameters:
  ///   - bytes: the file, or its beginning up to the end of a line.
  ///   - name: what to call this kind of file.
  package static func entry(for bytes: [UInt8], name: String) -> String? {
    MapInference(bytes, name: name).map { proposed in
      proposed.doubts.map { "# \($0)\n" }.joined() + proposed.map.yaml
    }
  }
}
