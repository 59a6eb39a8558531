// What this process holds of the kernel's: to see that nothing is left behind.

import Foundation

/// Threads and descriptors, from /proc (proc(5)).
public enum ProcessResources {
  /// The names of all threads; the kernel keeps 15 bytes of each.
  public static func threadNames() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").compactMap {
      (try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8))?.trimmingCharacters(in: .newlines)
    }
  }

  /// What is open: files by name, sockets and others by kind and number.
  public static func descriptors() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
    }
  }
}
