// Runs Poppler, Tesseract and netpbm on strangers' files: as confined processes, whose output is files in one folder.

import CConfinement
import Documents
import Foundation
import Glibc

/// A confined run of a program.
package struct ConfinedProgram: Sendable {
  /// How a run ended that was not cut short.
  package struct Outcome: Sendable {
    package var exitStatus: Int
    /// The largest resident size, in KiB, and the processor time.
    package var residentKiB: Int
    package var cpuMicroseconds: Int
  }

  /// What the readers need besides their own folder: programs, libraries, fonts, language data.
  private static let readable = [
    "/usr", "/lib", "/lib64", "/bin", "/etc/fonts", "/etc/ld.so.cache", "/etc/papersize", "/var/cache/fontconfig",
    "/var/lib/ghostscript/fonts", "/dev/null", "/dev/urandom", "/sys/devices/system/cpu",
  ]

  /// The program, for instance `pdftotext`, which is looked for in `/usr/bin` and `/usr/local/bin`.
  package var name: String
  /// The folder it works in, to which its output goes as `output` and `errors`, and the only one it may write to.
  package var folder: URL
  package var limits: ReadingLimits

  package init(_ name: String, in folder: URL, limits: ReadingLimits) {
    (self.name, self.folder, self.limits) = (name, folder, limits)
  }

  /// What confinement lacks on this machine, in words; nil where nothing is missing.
  package static var remark: String? {
    confinement_landlock() > 0
      ? nil
      : "this kernel has no Landlock: readers of documents have no network and bounded memory and time, but could read "
        + "what this user can read"
  }

  /// Runs it and waits for its end. Blocks the thread.
  /// - Throws: ``DocumentRefusal`` where it is not there or cannot be confined (`unavailable`), and where it was ended
  ///   for what it used (`exhausted`) or ended by a fault of its own (`unreadable`).
  package func run(_ arguments: [String]) throws(DocumentRefusal) -> Outcome {
    let program = try path()
    let environment = [
      "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=\(folder.path)", "TMPDIR=\(folder.path)",
      "XDG_CACHE_HOME=\(folder.path)", "OMP_THREAD_LIMIT=1",
    ]
    var outcome = confinement_outcome()
    withCStrings([program] + arguments) { argv in
      withCStrings(environment) { envp in
        withCStrings(Self.readable) { readable in
          program.withCString { program in
            folder.path.withCString { folder in
              var plan = confinement(
                program: program, arguments: argv, environment: envp, folder: folder,
                readable: UnsafeRawPointer(readable).assumingMemoryBound(to: UnsafePointer<CChar>?.self),
                memory_bytes: limits.memoryBytes, cpu_seconds: limits.cpuSeconds, file_bytes: limits.fileBytes,
                wall_milliseconds: limits.wallMilliseconds)
              confinement_run(&plan, &outcome)
            }
          }
        }
      }
    }
    return try judge(outcome)
  }

  private func path() throws(DocumentRefusal) -> String {
    for folder in ["/usr/bin", "/usr/local/bin"] where access("\(folder)/\(name)", X_OK) == 0 {
      return "\(folder)/\(name)"
    }
    throw DocumentRefusal(.unavailable, "the program \(name) is not installed; run scripts/setup")
  }

  private func judge(_ outcome: confinement_outcome) throws(DocumentRefusal) -> Outcome {
    if outcome.step != 0 {
      let step = confinement_step(outcome.step).map { String(cString: $0) } ?? "a step"
      throw DocumentRefusal(
        .unavailable, "\(name) could not be run confined: \(step): \(String(cString: strerror(outcome.error)))")
    }
    if outcome.timed_out != 0 {
      throw DocumentRefusal(
        .exhausted, "\(name) was ended after \(limits.wallMilliseconds / 1_000) seconds by the clock")
    }
    switch outcome.signal {
    case 0: break
    case SIGXCPU, SIGKILL:
      throw DocumentRefusal(.exhausted, "\(name) was ended after \(limits.cpuSeconds) seconds of processor time")
    case SIGXFSZ:
      throw DocumentRefusal(.exhausted, "\(name) was ended when a file it wrote grew beyond \(limits.fileBytes) bytes")
    default:
      throw DocumentRefusal(
        .unreadable, "\(name) was ended by a fault of its own (signal \(outcome.signal)), or by want of memory")
    }
    return Outcome(
      exitStatus: Int(outcome.exit_status), residentKiB: Int(outcome.resident_kib),
      cpuMicroseconds: Int(outcome.cpu_microseconds))
  }
}

/// Lends a list of C strings that ends with NULL.
private func withCStrings(
  _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Void
) {
  var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
  defer { for pointer in pointers { free(pointer) } }
  pointers.withUnsafeMutableBufferPointer { buffer in
    if let base = buffer.baseAddress { body(base) }
  }
}
