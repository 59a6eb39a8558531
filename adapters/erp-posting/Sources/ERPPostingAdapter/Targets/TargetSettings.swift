// From the configuration to a target.

import AdapterKit
import Foundation
import JSONRules
import Ledger
import RabbitMQ

/// Names of this machine, to which secrets may go unencrypted.
enum LoopbackName {
  static let all: Set = ["localhost", "127.0.0.1", "::1", "[::1]"]
}

/// What the configuration says of targets, read and checked. A check needs no worker.
struct TargetSettings: Sendable {
  let configuration: Configuration
  /// The folder that profiles' paths begin at.
  let home: URL
  var environment = ProcessInfo.processInfo.environment

  /// Reads all that the chosen target needs. - Throws: ``ConfigurationError`` with all that is wrong.
  func check() throws {
    switch configuration.text("target") {
    case "tryton":
      _ = try trytonURL()
      let keys = ["tryton.passwordFile", "tryton.passwordVariable"]
      let isNamed = keys.contains { configuration.optionalText($0) != nil }
      guard isNamed else { throw noPassword }
    case "rest": _ = try profile()
    case "files": _ = try files(home)
    default: break
    }
  }

  // MARK: Tryton

  func tryton() throws -> TrytonTarget {
    var login = TrytonSession.Login(
      url: try trytonURL(), database: configuration.text("tryton.database"),
      user: configuration.text("tryton.user"), password: try trytonPassword(),
      timeout: .seconds(configuration.integer("tryton.timeoutSeconds")))
    // Read anew at each login: whoever corrects the file need not start anything again.
    let settings = self
    login.readPassword = { try settings.trytonPassword() }
    let session = TrytonSession(login)
    return TrytonTarget(
      session, journal: configuration.text("tryton.journal"), accounts: configuration.textMap("tryton.accounts"))
  }

  private func trytonURL() throws -> URL {
    guard let text = configuration.optionalText("tryton.url") else {
      throw ConfigurationError("tryton.url: the target tryton needs an address, for instance https://erp.example:8000")
    }
    guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host != nil else {
      throw configuration.fault("tryton.url", "'\(text)' is no address; write it with https:// in front")
    }
    guard url.scheme == "https" || LoopbackName.all.contains(url.host ?? "") else {
      throw configuration.fault(
        "tryton.url", "'\(text)' is not encrypted, and the password would go over the network: write https://")
    }
    return url
  }

  private func trytonPassword() throws -> Secret {
    if let name = configuration.optionalText("tryton.passwordVariable") {
      return try variable(name, "tryton.passwordVariable")
    }
    guard let file = configuration.optionalText("tryton.passwordFile") else { throw noPassword }
    return try secret(in: file, "tryton.passwordFile")
  }

  private var noPassword: ConfigurationError {
    ConfigurationError(
      "tryton.passwordFile: the target tryton needs the file with its user's password, or tryton.passwordVariable")
  }

  private func secret(in file: String, _ key: String) throws -> Secret {
    guard let text = try? String(contentsOf: DataFolder.url(file), encoding: .utf8) else {
      throw ConfigurationError("\(key): \(file) cannot be read")
    }
    return Secret(text.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  private func variable(_ name: String, _ key: String) throws -> Secret {
    guard let text = environment[name], !text.isEmpty else {
      throw ConfigurationError("\(key): the environment variable \(name) is not set")
    }
    return Secret(text)
  }

  // MARK: REST

  private func profile() throws -> RESTProfile {
    guard let path = configuration.optionalText("rest.profile") else {
      throw ConfigurationError("rest.profile: the target rest needs the file that describes the ERP")
    }
    let settings = Set(configuration.textMap("rest.settings").keys)
    let file = path.hasPrefix("/") ? URL(fileURLWithPath: path) : home.appendingPathComponent(path)
    do {
      return try RESTProfile(RuleFile.read(file, as: path), settings: settings)
    } catch let error as RuleError {
      throw ConfigurationError(error)
    } catch let error as RESTProfileFaults {
      throw ConfigurationError(faults: error.faults.map(\.description))
    }
  }

  func rest() throws -> RESTConnection {
    var connection = RESTConnection(profile: try profile())
    connection.settings = configuration.textMap("rest.settings")
    connection.accounts = configuration.textMap("rest.accounts")
    for (name, file) in configuration.textMap("rest.secrets") {
      connection.secrets[name] = try secret(in: file, "rest.secrets.\(name)")
    }
    for (name, key) in configuration.textMap("rest.secretsFromEnvironment") {
      connection.secrets[name] = try variable(key, "rest.secretsFromEnvironment.\(name)")
    }
    switch (configuration.optionalText("rest.certificateFile"), configuration.optionalText("rest.keyFile")) {
    case (let chain?, let key?): connection.certificate = (chain, key)
    case (nil, nil): break
    default: throw ConfigurationError("rest.certificateFile: it and rest.keyFile belong together; give both or none")
    }
    connection.authorities = configuration.optionalText("rest.authorityFile")
    return connection
  }

  // MARK: Files

  func files(_ data: URL) throws -> HandOffTarget.Settings {
    let folder = configuration.optionalText("files.folder").map(DataFolder.url)
    var settings = HandOffTarget.Settings(
      format: try format(), folder: folder ?? data.appendingPathComponent("erp-posting/hand-off"))
    settings.prefix = try prefix()
    settings.accounts = configuration.textMap("files.accounts")
    settings.settleTime = .seconds(configuration.integer("files.settleSeconds"))
    settings.warnAfter = .seconds(configuration.integer("files.warnAfterHours") * 3_600)
    if configuration.text("files.acknowledge") == "files" { settings.acknowledgements = try acknowledgements() }
    return settings
  }

  private func prefix() throws -> String {
    let prefix = configuration.text("files.prefix")
    guard prefix.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9_-]{0,63}/) != nil else {
      throw configuration.fault("files.prefix", "expected 1 to 64 letters, digits, _ or -")
    }
    return prefix
  }

  private func acknowledgements() throws -> HandOffAcknowledgements {
    var form = HandOffAcknowledgements()
    for (name, text) in configuration.textMap("files.acknowledgement") {
      switch name {
      case "journal": form.journal = text
      case "status": form.status = text
      case "reference": form.reference = text
      case "code": form.code = text
      case "reason": form.reason = text
      case "file": form.file = text
      case "separator": form.separator = try character(text, "files.acknowledgement")
      default:
        throw configuration.fault(
          "files.acknowledgement",
          "there is no '\(name)'; known are journal, status, reference, code, reason, file, separator")
      }
    }
    let (accepted, rejected) = (configuration.texts("files.accepted"), configuration.texts("files.rejected"))
    if !accepted.isEmpty { form.accepted = Set(accepted.map { $0.lowercased() }) }
    if !rejected.isEmpty { form.rejected = Set(rejected.map { $0.lowercased() }) }
    guard form.accepted.isDisjoint(with: form.rejected) else {
      throw configuration.fault("files.accepted", "the same word means accepted and rejected")
    }
    return form
  }

  private func character(_ text: String, _ key: String) throws -> Character {
    guard let character = text.first, text.count == 1, character != "\"", !character.isNewline else {
      throw configuration.fault(key, "'\(text)' is not one character")
    }
    return character
  }

  private func format() throws -> HandOffFormat {
    switch configuration.text("files.format") {
    case "hledger": return .hledger
    case "beancount": return .beancount
    case "fixed": return .fixed(try columns(isFixed: true), try form())
    default: return .csv(try columns(isFixed: false), try form())
    }
  }

  private func form() throws -> HandOffForm {
    var form = HandOffForm()
    form.dateForm = configuration.text("files.dates")
    let mark = configuration.text("files.decimalMark")
    form.decimalMark = mark == "none" ? nil : mark.first
    form.lineEnding = configuration.text("files.lineEnding") == "crlf" ? "\r\n" : "\n"
    form.separator = try character(configuration.text("files.separator"), "files.separator")
    form.hasHeader = configuration.boolean("files.header")
    return form
  }

  private func columns(isFixed: Bool) throws -> [HandOffColumn] {
    let sections = configuration.sections("files.columns")
    guard !sections.isEmpty else {
      guard isFixed else { return HandOffColumn.standard }
      throw ConfigurationError("files.columns: the format fixed needs them, each with value and width")
    }
    var faults: [ConfigurationError] = []
    let columns = sections.compactMap { section -> HandOffColumn? in
      let value = section.text("value")
      guard HandOffColumn.values.contains(value) || value.hasPrefix("=") else {
        faults.append(
          section.fault("value", "expected one of \(HandOffColumn.values.joined(separator: ", ")), or = and a text"))
        return nil
      }
      if isFixed, section.integer("width") == 0 { faults.append(section.fault("width", "a fixed column needs one")) }
      var column = HandOffColumn(name: section.optionalText("name") ?? value, value: value)
      column.width = isFixed ? section.integer("width") : 0
      column.isRight = section.text("align") == "right"
      column.fill = section.text("fill").first ?? " "
      column.isCut = section.boolean("cut")
      return column
    }
    guard faults.isEmpty else { throw ConfigurationError(faults: faults.flatMap(\.faults)) }
    return columns
  }
}

extension ERPPostingWorker {
  /// Checks what the shapes of keys do not say: the profile of the target rest, columns, addresses.
  /// - Throws: ``ConfigurationError`` with all that is wrong.
  package static func check(_ configuration: Configuration, home: URL) throws {
    try TargetSettings(configuration: configuration, home: home).check()
  }
}

extension WorkerContext {
  /// The target that the configuration names. - Throws: ``ConfigurationError``, `StorageError`.
  /// - Parameter isAudited: whether its calls stand in the audit log, which one process writes: the worker.
  func erpTarget(isAudited: Bool = true) throws -> any ERPTarget {
    let calls = isAudited ? folder.appendingPathComponent("calls") : nil
    let audit = CallAudit(folder: calls, clock: clock, logger: logger)
    let settings = TargetSettings(configuration: configuration, home: home)
    let target: any ERPTarget
    switch configuration.text("target") {
    case "tryton": target = try settings.tryton()
    case "rest": target = try RESTTarget(try settings.rest(), audit: audit, clock: clock, logger: logger)
    case "files":
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      target = try HandOffTarget(
        try settings.files(data), store: try DataFolder.store(of: name, named: "hand-off", in: data), clock: clock,
        logger: logger)
    default:
      // Its outcomes are its own books.
      return try BuiltInLedger(
        store: try LedgerReader.store(in: data), periods: Periods(closed: try PostingKeys.closedPeriods(configuration)),
        isReadOnly: !isAudited)
    }
    return AuditedTarget(target, audit: audit)
  }
}
