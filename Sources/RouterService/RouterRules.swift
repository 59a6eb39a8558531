// What the router decides by, of one moment: who may publish what, translations, routes, retries, required consumers.

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
  /// How failed messages are tried again.
  package var retries: [RetryRule]
  /// SHA-256 over the files they come from, in lower-case hexadecimal.
  package var digest: String

  /// Creates them; see the properties.
  package init(
    allowList: PublisherAllowList, translations: [String: Translation] = [:],
    versions: VersionRules = .none, routes: RouteTable = .empty,
    required: RequiredConsumers = RequiredConsumers(PaymentTopology.requiredConsumers),
    systems: [EnterpriseSystem] = [], retries: [RetryRule] = [], digest: String = ""
  ) {
    self.allowList = allowList
    self.translations = translations
    self.versions = versions
    self.routes = routes
    self.required = required
    self.systems = systems
    self.retries = retries
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
  /// - Throws: ``ConfigurationError`` with file, line and key of all that is wrong. What depends on a file that is
  ///   wrong is not looked at: it would seem to be wrong, too.
  package func load(_ schemas: SchemaRegistry) throws(ConfigurationError) -> RouterRules {
    let files = try contents()
    let (faults, types) = (RuleFaults(), schemas.types)
    let own = faults.value {
      try Configuration(file: router, named: name, keys: RouterWorker.keys, environment: environment)
    }
    let systems = faults.value { try subscribers(types, faults) }
    let documents = faults.value { try schemaDocuments(schemas) }
    let tables = tables(faults)
    let translations = documents.flatMap { documents in
      tables.flatMap { self.translations(documents, $0, faults) }
    }
    let versions = faults.value { () throws -> VersionRules in
      guard let documents, let tables, let systems else { return VersionRules.none }  // and a fault is noted
      return try VersionRules(self.versions(documents, tables), systems: systems, types: types)
    }
    let retries = own.flatMap { own in faults.value { try RetryRules.read(own, types: types) } }
    let allowList = own.flatMap { own in faults.value { try self.allowList(own, translations, types, faults) } }
    let routes = systems.flatMap { systems in faults.value { try self.routes(systems, types) } }
    guard let systems, let translations, let versions, let retries, let allowList, let routes, faults.isEmpty else {
      throw faults.error
    }
    return RouterRules(
      allowList: allowList, translations: translations, versions: versions, routes: routes,
      required: RouterRules.required(systems, types, versions), systems: systems, retries: retries,
      digest: RuleFiles.digest(files))
  }

  /// What errors call the router's own file.
  private var name: String { "config/\(router.lastPathComponent)" }

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
  /// Nil where one of them is wrong.
  private func tables(_ faults: RuleFaults) -> [String: LookupTable]? {
    var tables: [String: LookupTable] = [:]
    let paths = names(RuleFiles.tables)
    for path in paths {
      let name = RuleFiles.name(path)
      tables[name] = faults.value { try LookupTable(name: name, read(path)) }
    }
    return tables.count == paths.count ? tables : nil
  }

  private func versions(
    _ documents: [String: JSONValue], _ tables: [String: LookupTable]
  ) throws(RuleError) -> Versions {
    var files: [String: RuleNode] = [:]
    for path in names(RuleFiles.versions) { files[RuleFiles.name(path)] = try read(path) }
    return try Versions(files, shared: tables, zone: zone, schemas: documents)
  }

  /// Nil where one of them is wrong.
  private func translations(
    _ documents: [String: JSONValue], _ tables: [String: LookupTable], _ faults: RuleFaults
  ) -> [String: Translation]? {
    var translations: [String: Translation] = [:]
    let paths = names(RuleFiles.translations)
    for path in paths {
      let name = RuleFiles.name(path)
      translations[name] = faults.value {
        try Translation(name: name, read(path), shared: tables, zone: zone, schemas: documents)
      }
    }
    return translations.count == paths.count ? translations : nil
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
    _ configuration: Configuration, _ translations: [String: Translation]?, _ types: [String], _ faults: RuleFaults
  ) throws -> PublisherAllowList {
    let publishers = configuration.map("publishers").mapValues {
      PublisherAllowList.Entry(
        types: $0.texts("types"), sources: $0.texts("sources"), translations: $0.texts("translations"))
    }
    let allowList: PublisherAllowList
    do {
      allowList = try PublisherAllowList(publishers)
    } catch {
      if let section = configuration.map("publishers")[error.user] { throw section.fault("types", error.reason) }
      throw RuleError(file: name, key: "publishers.\(error.user)", reason: error.reason)
    }
    try PublisherCheck(allowList: allowList, translations: translations, types: types, faults: faults)
      .check(RuleFile.read(router, as: name))
    return allowList
  }

  private func routes(_ systems: [EnterpriseSystem], _ types: [String]) throws(RuleError) -> RouteTable {
    guard FileManager.default.fileExists(atPath: home.appendingPathComponent(RuleFiles.routes).path) else {
      return .empty
    }
    return try RouteTable(read(RuleFiles.routes), systems: Set(systems.map(\.name)), types: types)
  }

  /// The systems with a queue. A type of theirs that fits no schema would never come, and nobody would notice.
  private func subscribers(_ types: [String], _ faults: RuleFaults) throws -> [EnterpriseSystem] {
    let systems = try EnterpriseSystem.all(home: home).filter(\.subscribes)
    guard systems.contains(where: { !$0.types.isEmpty }) else { return systems }
    let sections = try read(EnterpriseSystem.file).value("systems")
    for system in systems {
      for item in try sections?.value(system.name)?.value("types")?.items() ?? [] {
        let text = try item.text()
        if !types.contains(where: TopicPattern(text).matches) {
          faults.add(item.error(TypeNames.unknown(text, known: types)))
        }
      }
    }
    return systems
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
