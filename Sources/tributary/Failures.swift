// How commands fail: one line on standard error, and an exit status that scripts can act on.

import AdapterKit
import ArgumentParser
import Foundation
import FoundationNetworking

/// Prints a line to standard error.
func printError(_ line: String) {
  StandardError.write(line + "\n")
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

/// What the system libraries say, in words for people: their own texts name domains and numbers.
enum SystemWords {
  /// One line about any error.
  static func text(_ error: any Error) -> String {
    switch error {
    case let error as CocoaError:
      let path = error.filePath ?? (error.userInfo[NSURLErrorKey] as? URL)?.path
      return "\(path ?? "a file"): \(words(error))"
    case let error as URLError: return "there is no connection (\(error.code.rawValue)); is it running, and reachable?"
    case let error as POSIXError: return String(cString: strerror(error.code.rawValue))
    // Of our own errors each says what it is; only what the libraries bridge is an NSError in truth.
    case let error where type(of: error) is NSError.Type:
      let error = error as NSError
      return error.domain == NSPOSIXErrorDomain
        ? String(cString: strerror(Int32(error.code))) : "the system failed (\(error.domain) \(error.code))"
    default: return "\(error)"
    }
  }

  private static func words(_ error: CocoaError) -> String {
    switch error.code {
    case .fileNoSuchFile, .fileReadNoSuchFile: return "there is no such file or folder"
    case .fileReadNoPermission: return "may not be read; check the permissions"
    case .fileWriteNoPermission: return "may not be written; check the permissions"
    case .fileWriteOutOfSpace: return "the disk is full; make room"
    case .fileWriteFileExists: return "exists already"
    case .fileReadTooLarge: return "is too large"
    case .fileReadCorruptFile, .fileReadInapplicableStringEncoding, .fileReadUnknownStringEncoding:
      return "cannot be read as text"
    default: break
    }
    guard let cause = error.underlying else { return "cannot be read or written; check path and permissions" }
    return text(cause)
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
    printError("tributary: \(SystemWords.text(error))")
    throw ExitCode.badData
  } catch {
    printError("tributary: \(SystemWords.text(error))")
    throw ExitCode.internalError
  }
}
