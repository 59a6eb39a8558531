// tributary translate --as NAME event.json: another system's own JSON, as the router would translate it. No broker.

import AdapterKit
import Foundation
import JSONRules
import Messaging
import RouterService
import SchemaValidation
import Translation

/// What the router knows, read from the configuration.
struct RouterSetup {
  let schemas: SchemaRegistry
  let rules: RouterRules
  let tenant: String

  /// Reads and checks it. - Throws: ``ConfigurationError``, `SchemaError`.
  init(home: URL, tenant: String? = nil) throws {
    let environment = ProcessInfo.processInfo.environment
    let shared = try Configuration(
      file: home.appendingPathComponent("config/tenant.yaml"), keys: WorkerKeys.shared, environment: environment)
    do {
      schemas = try SchemaRegistry(directory: home.appendingPathComponent("schemas"))
    } catch {
      throw CommandFailure(.badData, "\(error)")
    }
    rules = try RuleFiles(home: home, zone: shared.text("timeZone"), environment: environment).load(schemas)
    self.tenant = tenant ?? shared.text("tenant")
  }

  /// Translates a document and checks the event. - Throws: `Failure`.
  func event(of body: [UInt8], by name: String) throws -> [UInt8] {
    let foreign = ForeignEvents(translations: rules.translations, tenant: tenant)
    let translated = try foreign.canonical(body, by: [name])?.body
    let event = translated ?? body
    do {
      _ = try schemas.check(event)
    } catch {
      // What no translation applies to is taken for a canonical event as it is.
      let what = translated == nil ? "" : "the translated event: "
      throw Failure(.invalid, code: error.code, reason: "\(what)\(error)")
    }
    return event
  }

  /// Says so where there is no such translation.
  func require(_ name: String) throws {
    guard rules.translations[name] == nil else { return }
    let known = rules.translations.keys.sorted().joined(separator: ", ")
    throw CommandFailure(
      .badData,
      "'\(name)' is no adapter (payer-edi, lockbox) and there is no config/translations/\(name).yaml; "
        + (known.isEmpty ? "there is no translation" : "known are \(known)"))
  }
}

/// One file of documents, translated to standard output.
struct EventTranslation {
  let setup: RouterSetup
  let name: String

  init(setup: RouterSetup, name: String) throws {
    try setup.require(name)
    self.setup = setup
    self.name = name
  }

  /// The documents of a file: one, or one a line in a file that ends in `.jsonl`.
  static func documents(_ path: String) throws -> [[UInt8]] {
    let input = FileHandle.standardInput
    guard let data = path == "-" ? input.readDataToEndOfFile() : FileManager.default.contents(atPath: path) else {
      throw CommandFailure(.badData, "\(path) cannot be read; check the path and the permissions")
    }
    guard path.hasSuffix(".jsonl") else { return [Array(data)] }
    return data.split(separator: UInt8(ascii: "\n")).map { Array($0) }
  }

  /// Returns whether something could not be translated.
  func run(path: String) throws -> Bool {
    let output = LineWriter()
    var failed = false
    for (index, document) in try EventTranslation.documents(path).enumerated() {
      do {
        try output.write(try setup.event(of: document, by: name))
      } catch let failure as Failure {
        failed = true
        printError("\(path)\(path.hasSuffix(".jsonl") ? ":\(index + 1)" : ""): \(failure.code): \(failure.reason)")
      }
    }
    try output.flush()
    return failed
  }
}
