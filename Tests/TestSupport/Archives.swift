// Zip and gzip files, made by somebody else's code: Python's.

import Foundation

/// Makes containers in a folder.
public enum Archives {
  /// A zip with these members, in the order given, and with one time, so that the same members give the same file.
  public static func zip(_ members: [(name: String, text: String)], to file: URL) throws -> URL {
    try python(
      """
      import sys, zipfile
      with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in zip(sys.argv[2::2], sys.argv[3::2]):
          archive.writestr(zipfile.ZipInfo(name, (2026, 3, 1, 9, 0, 0)), text, zipfile.ZIP_DEFLATED)
      """, [file.path] + members.flatMap { [$0.name, $0.text] })
    return file
  }

  /// A zip of files, under their own names.
  public static func zip(files: [URL], to file: URL) throws -> URL {
    try python(
      """
      import os, sys, zipfile
      with zipfile.ZipFile(sys.argv[1], "w") as archive:
        for path in sys.argv[2:]: archive.write(path, os.path.basename(path))
      """, [file.path] + files.map(\.path))
    return file
  }

  /// Marks every member of a zip as encrypted: general purpose bit 0 in the local and central headers.
  public static func markEncrypted(_ file: URL) throws {
    try python(
      #"""
      import sys
      data = bytearray(open(sys.argv[1], "rb").read())
      for head, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(head)
        while place >= 0:
          data[place + flags] |= 1
          place = data.find(head, place + 1)
      open(sys.argv[1], "wb").write(data)
      """#, [file.path])
  }

  /// A file compressed beside itself, as `name.gz`.
  public static func gzip(_ file: URL) throws -> URL {
    let target = file.appendingPathExtension("gz")
    try python(
      "import gzip, sys; open(sys.argv[2], 'wb').write(gzip.compress(open(sys.argv[1], 'rb').read(), mtime=0))",
      [file.path, target.path])
    return target
  }

  private static func python(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program] + arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
  }
}
