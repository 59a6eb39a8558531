// What the router decides by, of one moment: who may publish what, translations, routes, required consumers.

import AdapterKit
import Crypto
import Foundation
import JSONRules
import Routing
import SchemaValidation
import Translation

/// The rules in force. Replaced as a whole when a file changes.
package struct RouterRules: Sendable {
  /// Who may publish what.
  package var allowList: PublisherAllowList
  /// Translations by name.
  package var translations: [String: Translation]
  /// The steps between versions.
  package var versions: VersionRules
  /// Content-based routes.
  package var routes: RouteTable
  /// The consumers that must be bound.
  package var required: RequiredConsumers
  /// Systems with a queue.
  package var systems: [EnterpriseSystem]
  /// SHA-256 over the files they come from, in lower-case hexadecimal.
  package var digest: String

  /// Creates them; see the properties.
  package init(
    allowList: PublisherAllowList, translations: [String: Translation] = [:],
    versions: VersionRules = .none, routes: RouteTable = .empty,
    required: RequiredConsumers = RequiredConsumers(PaymentTopology.requiredConsumers),
    systems: [EnterpriseSystem] = [], digest: String = ""
  ) {
    self.allowList = allowList
    self.translations = translations
    self.versions = versions
    self.routes = routes
    self.required = required
    self.systems = systems
    self.digest = digest
  }
}

/// The files that the router's rules come from.
package struct RuleFiles: Sendable {
  /// The folder with schemas, adapters and shared configuration.
  package let home: URL
  /// The router's configuration.
  package let router: URL
  /// The tenant's time zone, for times that name none.
  package let zone: String
  let environment: [String: String]

  private static let translations = "config/translations"
  private static let tables = "config/tables"
  private static let versions = "config/versions"
  private static let routes = "config/routes.yaml"

  /// Creates it.
  package init(home: URL, router: URL? = nil, zone: String, environment: [String: String] = [:]) {
    self.home = home
    self.router = router ?? home.appendingPathComponent("config/router.yaml")
    self.zone = zone
    self.environment = environment
  }

  /// Reads and checks everything.
  /// - Throws: ``ConfigurationError`` with file, line and key of the first thing that is wrong.
  package func load(_ schemas: SchemaRegistry) throws(ConfigurationError) -> RouterRules {
    do {
      let files = try contents()
      let systems = try EnterpriseSystem.all(home: home).filter(\.subscribes)
      try checkTypes(of: systems, schemas.types)
      let documents = try schemaDocuments(schemas)
      let tables = try tables()
      let translations = try translations(documents, tables)
      let versions = try VersionRules(versions(documents, tables), systems: systems, types: schemas.types)
      let allowList = try allowList(translations, schemas.types)
      let routes = try routes(systems, schemas.types)
      return RouterRules(
        allowList: allowList, translations: translations, versions: versions, routes: routes,
        required: RouterRules.required(systems, schemas.types, versions), systems: systems,
        digest: RuleFiles.digest(files))
    } catch let error as RuleError {
      throw ConfigurationError(error)
    } catch let error as ConfigurationError {
      throw error
    } catch {
      throw ConfigurationError("\(error)")
    }
  }

  private var folders: [String] { [RuleFiles.translations, RuleFiles.tables, RuleFiles.versions] }

  /// What the files hold now, by path below the home folder: another value means that something changed.
  func contents() throws(ConfigurationError) -> [String: Data] {
    var files: [String: Data] = [:]
    for path in [EnterpriseSystem.file, RuleFiles.routes] + folders.flatMap(names) {
      files[path] = try? Data(contentsOf: home.appendingPathComponent(path))
    }
    guard let own = try? Data(contentsOf: router) else {
      throw ConfigurationError("\(router.path): cannot be read; check the path and the permissions")
    }
    files[router.lastPathComponent] = own
    return files
  }

  private static func digest(_ files: [String: Data]) -> String {
    var hash = SHA256()
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
      hash.update(data: Data("\(path)\n\(bytes.count)\n".utf8))
      hash.update(data: bytes)
    }
    return hash.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// The YAML files of a folder, by path below the home folder; none where there is no such folder.
  private func names(_ folder: String) -> [String] {
    let found = try? FileManager.default.contentsOfDirectory(atPath: home.appendingPathComponent(folder).path)
    return (found ?? []).filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted().map { "\(folder)/\($0)" }
  }

  private func read(_ path: String) throws(RuleError) -> RuleNode {
    try RuleFile.read(home.appendingPathComponent(path), as: path)
  }

  private static func name(_ path: String) -> String {
    String((path.split(separator: "/").last ?? "").dropLast(".yaml".count))
  }
}

extension RuleFiles {
  private func tables() throws(RuleError) -> [String: LookupTable] {
    var tables: [String: LookupTable] = [:]
    for path in names(RuleFiles.tables) {
      let name = RuleFiles.name(path)
      tables[name] = try LookupTable(name: name, read(path))
    }
    return tables
  }

  private func versions(
    _ documents: [String: JSONValue], _ tables: [String: LookupTable]
  ) throws(RuleError) -> Versions {
    var files: [String: RuleNode] = [:]
    for path in names(RuleFiles.versions) { files[RuleFiles.name(path)] = try read(path) }
    return try Versions(files, shared: tables, zone: zone, schemas: documents)
  }

  private func translations(
    _ documents: [String: JSONValue], _ tables: [String: LookupTable]
  ) throws(RuleError) -> [String: Translation] {
    var translations: [String: Translation] = [:]
    for path in names(RuleFiles.translations) {
      let name = RuleFiles.name(path)
      translations[name] = try Translation(
        name: name, read(path), shared: tables, zone: zone, schemas: documents)
    }
    return translations
  }

  private func schemaDocuments(_ schemas: SchemaRegistry) throws(RuleError) -> [String: JSONValue] {
    var documents: [String: JSONValue] = [:]
    for (type, bytes) in schemas.sources {
      do {
        documents[type] = try JSONValue(json: bytes)
      } catch {
        throw RuleError(file: "the schema of \(type)", reason: "\(error)")
      }
    }
    return documents
  }

  private func allowList(
    _ translations: [String: Translation], _ types: [String]
  ) throws -> PublisherAllowList {
    let name = "config/\(router.lastPathComponent)"
    let configuration = try Configuration(file: router, keys: RouterWorker.keys, environment: environment)
    let publishers = configuration.map("publishers").mapValues {
      PublisherAllowList.Entry(
        types: $0.texts("types"), sources: $0.texts("sources"), translations: $0.texts("translations"))
    }
    let allowList: PublisherAllowList
    do {
      allowList = try PublisherAllowList(publishers)
    } catch {
      throw RuleError(file: name, key: "publishers.\(error.user)", reason: error.reason)
    }
    try PublisherCheck(allowList: allowList, translations: translations, types: types)
      .check(RuleFile.read(router, as: name), publishers)
    return allowList
  }

  private func routes(_ systems: [EnterpriseSystem], _ types: [String]) throws(RuleError) -> RouteTable {
    guard FileManager.default.fileExists(atPath: home.appendingPathComponent(RuleFiles.routes).path) else {
      return .empty
    }
    return try RouteTable(read(RuleFiles.routes), systems: Set(systems.map(\.name)), types: types)
  }

  private func checkTypes(of systems: [EnterpriseSystem], _ types: [String]) throws(RuleError) {
    for system in systems {
      for text in system.types where !types.contains(where: TopicPattern(text).matches) {
        throw RuleError(
          file: EnterpriseSystem.file, key: "systems.\(system.name).types",
          reason: TypeNames.unknown(text, known: types))
      }
    }
  }
}

extension RouterRules {
  /// Our own workers, and each subscriber: by every type it wants, and by its own name for what routes send it.
  static func required(
    _ systems: [EnterpriseSystem], _ types: [String], _ versions: VersionRules
  ) -> RequiredConsumers {
    let older = Set(versions.older.values.joined())
    var queues = PaymentTopology.requiredConsumers
    for system in systems {
      queues[system.queue, default: []].insert(system.queue)
      for pattern in system.types.map(TopicPattern.init) {
        for type in types where pattern.matches(type) {
          // Patterns of older versions are bound to an exchange of their own.
          let prefix = older.contains(type) ? BindingWatch.olderPrefix : ""
          queues[prefix + VersionRules.key(type), default: []].insert(system.queue)
        }
      }
    }
    return RequiredConsumers(queues)
  }
}

/// Compares the list of publishers with schemas and translations: what the shape of the file cannot say.
private struct PublisherCheck {
  let allowList: PublisherAllowList
  let translations: [String: Translation]
  let types: [String]

  func check(_ file: RuleNode, _ publishers: [String: PublisherAllowList.Entry]) throws(RuleError) {
    guard let node = try PublisherCheck.value("publishers", in: file) else { return }
    for (user, section) in try node.entries() {
      if let list = try PublisherCheck.value("types", in: section) {
        for item in try list.items() {
          let text = try item.text()
          guard types.contains(where: TopicPattern(text).matches) else {
            throw item.error(TypeNames.unknown(text, known: types))
          }
        }
      }
      guard let list = try PublisherCheck.value("translations", in: section) else { continue }
      for item in try list.items() { try check(item, of: try user.text()) }
    }
  }

  /// What a translation makes must be allowed to who uses it, or every event would be refused.
  private func check(_ item: RuleNode, of user: String) throws(RuleError) {
    let name = try item.text()
    guard let translation = translations[name] else {
      let known = translations.keys.sorted().joined(separator: ", ")
      throw item.error(
        "there is no config/translations/\(name).yaml; " + (known.isEmpty ? "there is none" : "known are \(known)"))
    }
    if let refusal = allowList.decide(user: user, type: translation.type, source: translation.source) {
      throw item.error("it makes \(translation.type) of \(translation.source): \(refusal.reason)")
    }
  }

  private static func value(_ name: String, in node: RuleNode) throws(RuleError) -> RuleNode? {
    guard case .map(let entries) = node.content else { return nil }
    for (key, value) in entries where try key.text() == name { return value }
    return nil
  }
}
