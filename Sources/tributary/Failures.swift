// How commands fail: one line on standard error, and an exit status that scripts can act on.

import AdapterKit
import ArgumentParser
import Foundation

/// Prints a line to standard error.
func printError(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}

extension ExitCode {
  /// The input is wrong (EX_DATAERR).
  static let badData = ExitCode(65)
  /// Something needed is not running (EX_UNAVAILABLE).
  static let unavailable = ExitCode(69)
  /// A fault of ours (EX_SOFTWARE).
  static let internalError = ExitCode(70)
}

/// A failure that has been put into words.
struct CommandFailure: Error, CustomStringConvertible {
  let exitCode: ExitCode
  let description: String

  init(_ exitCode: ExitCode, _ description: String) {
    self.exitCode = exitCode
    self.description = description
  }
}

/// Runs a command's body; whatever it throws becomes one line and an exit status.
func reporting(_ body: () async throws -> Void) async throws {
  umask(0o077)  // what is written here may hold patient data
  do {
    try await body()
  } catch let code as ExitCode {
    throw code
  } catch let failure as CommandFailure {
    printError("tributary: \(failure)")
    throw failure.exitCode
  } catch let error as ConfigurationError {
    printError("tributary: \(error)")
    throw ExitCode.badData
  } catch let error as CocoaError {
    let path = error.filePath ?? (error.userInfo[NSURLErrorKey] as? URL)?.path ?? "a file"
    printError("tributary: \(path): \(error.localizedDescription)")
    throw ExitCode.badData
  } catch {
    printError("tributary: \(error)")
    throw ExitCode.internalError
  }
}
