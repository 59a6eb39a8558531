// tributary submit: files to the right adapter.

import AdapterKit
import ArgumentParser
import Foundation
import LockboxAdapter
import PayerEDIAdapter
import Storage
import TerminalText

struct Submit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Hands files to the right adapter, by their content.")

  @Argument(help: "Files, or folders of files.", completion: .file())
  var files: [String]

  @Flag(help: "Wait until everything has run its course, then report.")
  var wait = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: DataOptions

  func run() async throws {
    try await reporting {
      let stack = try? options.runningStack()
      if wait && stack == nil { _ = try options.runningStack() }
      let found = try FileList.expand(files)
      guard !found.isEmpty else {
        throw CommandFailure(.badData, "there is no file in \(files.joined(separator: ", "))")
      }
      for file in found { try FileList.refuseEvents(file) }
      let handed = try handIn(found)
      if json && !wait { try printJSON(handed.map(\.line)) }
      if stack == nil && !json {
        print("Nothing runs on this data folder; the files wait in the inboxes for `tributary up`.")
      }
      let failed = handed.count { $0.adapter == nil }
      guard wait else {
        if failed > 0 { throw ExitCode.badData }
        return
      }
      let progress = Progress()
      try await Settlement.afterStart(options).wait { progress.show($0) }
      progress.clear()
      try await FinanceReport(options).print(json: json)
      try await refuseRejected(handed)
    }
  }
}

extension Submit {
  /// A file, and the adapter that it was handed to; nil where none could be found.
  private struct Handed {
    let file: URL
    var adapter: FileAdapters.Adapter?
    var fault: String?

    var line: [String: String] {
      var line = ["file": file.lastPathComponent]
      line["adapter"] = adapter?.name
      line["fault"] = fault
      return line
    }
  }

  /// One that cannot be opened does not keep the others back.
  private func handIn(_ files: [URL]) throws -> [Handed] {
    let setup = try AdapterSetup(home: options.homeFolder())
    return try files.map { file in
      do {
        let adapter = try setup.adapter(for: file)
        try FileAdapters.drop(file, into: adapter, data: options.dataFolder)
        if !json { print(printable("\(file.lastPathComponent) → \(adapter.name)")) }
        return Handed(file: file, adapter: adapter)
      } catch let failure as CommandFailure {
        printError("tributary: not handed in: \(failure)")
        return Handed(file: file, fault: failure.description)
      }
    }
  }

  /// A file of which something was rejected was bad data, whatever became of its neighbours.
  private func refuseRejected(_ files: [Handed]) async throws {
    var rejected = 0
    for handed in files {
      let file = handed.file
      guard let adapter = handed.adapter else {
        rejected += 1
        continue
      }
      let store = try DataFolder.store(of: adapter.name, in: options.dataFolder)
      let digest = try FileDigest.sha256(of: file)
      let entry = try await store.reader().read { try IntakeLog.entry(digest, in: $0) }
      guard let entry, entry.rejections > 0 else { continue }
      rejected += 1
      let extent = entry.state == .rejected ? "rejected" : "rejected in part"
      printError(printable("\(file.lastPathComponent): \(extent): \(entry.reason ?? "")"))
    }
    if rejected > 0 {
      throw CommandFailure(.badData, "\(rejected) of \(files.count) files were rejected or held a rejected set")
    }
  }
}

/// Paths from the command line.
enum FileList {
  /// Events are no files of payers or banks, and would only be rejected as such.
  static func refuseEvents(_ file: URL) throws {
    guard let handle = try? FileHandle(forReadingFrom: file) else { return }  // what cannot be read is said later
    defer { try? handle.close() }
    let head = (try? handle.read(upToCount: 1024)) ?? Data()
    guard head.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{") else { return }
    throw CommandFailure(
      .badData, "\(file.lastPathComponent) is JSON: publish events with `tributary publish`; nothing was handed in")
  }

  /// Files as they are; folders as the files in them, by name, without hidden ones, folders and README.md.
  static func expand(_ paths: [String]) throws -> [URL] {
    try paths.flatMap { path -> [URL] in
      let url = URL(fileURLWithPath: path)
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
        throw CommandFailure(.badData, "there is no file \(path)")
      }
      guard isFolder.boolValue else { return [url] }
      return try FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: [.isDirectoryKey])
        .filter { !$0.lastPathComponent.hasPrefix(".") && $0.lastPathComponent != "README.md" }
        .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory != true }
        .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }
  }
}
