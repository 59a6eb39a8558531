// A worker's command line: three options, the same for every worker.

import Foundation

/// `--config FILE`, `--home DIR`, `--exit-with-parent`.
struct WorkerOptions {
  var configuration: URL?
  var home: String?
  var exitsWithParent = false

  /// Wrong arguments.
  struct UsageError: Error, CustomStringConvertible {
    let description: String
  }

  init(_ arguments: [String]) throws(UsageError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--config": configuration = URL(fileURLWithPath: try WorkerOptions.value(of: argument, &rest))
      case "--home": home = try WorkerOptions.value(of: argument, &rest)
      case "--exit-with-parent": exitsWithParent = true
      default:
        throw UsageError(
          description: "'\(argument)' is not an option; use --config FILE, --home DIR or --exit-with-parent")
      }
    }
  }

  private static func value(of option: String, _ rest: inout ArraySlice<String>) throws(UsageError) -> String {
    guard let value = rest.popFirst() else { throw UsageError(description: "\(option) needs a value") }
    return value
  }
}

/// The folder with schemas, adapters and shared configuration.
public enum Home {
  /// The folder given, or TRIBUTARY_HOME, or the nearest folder at or above the executable or the working directory
  /// that holds `schemas` and `config`.
  /// - Throws: ``ConfigurationError`` when there is none.
  public static func find(_ given: String? = nil) throws -> URL {
    if let path = given ?? ProcessInfo.processInfo.environment["TRIBUTARY_HOME"] {
      let home = URL(fileURLWithPath: path).standardizedFileURL
      guard isHome(home) else {
        throw ConfigurationError("\(home.path) holds no schemas/ and config/; name the folder of Tributary's files")
      }
      return home
    }
    let starts = [executable().deletingLastPathComponent(), URL(fileURLWithPath: ".").standardizedFileURL]
    for start in starts {
      if let home = search(from: start) { return home }
    }
    throw ConfigurationError(
      "no folder with schemas/ and config/ at or above the program; name it with --home or TRIBUTARY_HOME")
  }

  private static func isHome(_ folder: URL) -> Bool {
    ["schemas", "config"].allSatisfy {
      FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path)
    }
  }

  private static func search(from start: URL) -> URL? {
    var folder = start
    while true {
      if isHome(folder) { return folder }
      let parent = folder.deletingLastPathComponent()
      if parent.path == folder.path { return nil }
      folder = parent
    }
  }

  /// This program's file.
  public static func executable() -> URL {
    let link = "/proc/self/exe"
    let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: path)
  }
}

/// Ends the process when its parent is gone, however the parent ended: standard input is a pipe that only it holds.
enum ParentWatch {
  static func start() {
    let thread = Thread {
      var byte: UInt8 = 0
      while true {
        let count = read(STDIN_FILENO, &byte, 1)
        if count == 0 || (count < 0 && errno != EINTR) { break }
      }
      kill(getpid(), SIGTERM)
    }
    thread.start()
  }
}
