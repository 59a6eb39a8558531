// Who may import whom. The build checks what is declared; this table is what may be declared, and it also sees imports
// that only work because something else brings the module along.

import Foundation
import Testing

@Suite struct ImportTests {
  /// What every worker may import besides its own rules and formats.
  private static let workerKit: Set<String> = [
    "AdapterKit", "PaymentEvents", "Messaging", "Storage", "RabbitMQ", "Logging", "Metrics", "Crypto",
  ]

  /// Modules of ours and libraries from elsewhere, by module. The standard library's own are free for all.
  private static let table: [String: Set<String>] = [
    // Foundations: arrows point downwards only.
    "Messaging": [], "JSONRules": [], "Ledger": [], "TerminalText": [], "X12": [], "BankFiles": [], "SeededRandom": [],
    "Workload": ["SeededRandom"],
    "Containers": ["CArchive"],
    "PaymentEvents": ["Crypto"],
    "RabbitMQ": ["Messaging", "CRabbitMQ", "Logging", "Crypto"],
    "Storage": ["Messaging", "CPostgreSQL", "GRDB", "Crypto"],
    "SchemaValidation": ["CValijson", "Crypto"],
    "Documents": ["PaymentEvents", "JSONRules"],
    "SyntheticDocuments": ["Documents", "PaymentEvents", "SeededRandom"],
    "DocumentReading": ["CConfinement", "Documents"],
    "AdapterKit": [
      "PaymentEvents", "Messaging", "JSONRules", "Storage", "RabbitMQ", "Containers", "Logging", "Metrics", "Crypto",
      "Yams", "Hummingbird", "ServiceLifecycle",
    ],
    // Pure rules.
    "Routing": ["PaymentEvents", "Messaging", "JSONRules"],
    "Translation": ["PaymentEvents", "JSONRules"],
    "CashRules": ["PaymentEvents", "Ledger"],
    // Services and adapters.
    "RouterService": workerKit.union(["Routing", "SchemaValidation", "Translation", "JSONRules"]),
    "CashApplication": workerKit.union(["CashRules", "Ledger"]),
    "Operations": workerKit.union([
      "Routing", "SchemaValidation", "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "HTTPTypes", "NIOSSL",
      "Mustache", "JWTKit",
    ]),
    "PayerEDIAdapter": workerKit.union(["X12"]),
    "LockboxAdapter": workerKit.union(["BankFiles", "X12"]),
    "ERPPostingAdapter": workerKit.union(["Ledger", "JSONRules", "Translation", "AsyncHTTPClient", "NIOSSL"]),
    "DocumentExtractionAdapter": workerKit.union(["Documents", "DocumentReading", "JSONRules"]),
    "LocalStack": ["AdapterKit", "RabbitMQ", "Messaging", "Logging"],
    "Deployment": ["AdapterKit", "LocalStack", "RabbitMQ"],
    // Executables import one library; the command line looks into all of them.
    "router": ["RouterService"], "cash-application": ["CashApplication"], "operations": ["Operations"],
    "payer-edi": ["PayerEDIAdapter"], "lockbox": ["LockboxAdapter"], "erp-posting": ["ERPPostingAdapter"],
    "document-extraction": ["DocumentExtractionAdapter"],
    "tributary": workerKit.union([
      "LocalStack", "Deployment", "PayerEDIAdapter", "LockboxAdapter", "ERPPostingAdapter",
      "DocumentExtractionAdapter", "CashApplication", "Operations", "RouterService", "Routing", "JSONRules",
      "Translation", "SchemaValidation", "Ledger", "Containers",
      "TerminalText", "Documents", "DocumentReading", "SyntheticDocuments", "ArgumentParser", "Mustache",
    ]),
    "tributary-bench": [
      "Workload", "LocalStack", "AdapterKit", "CashApplication", "CashRules", "Messaging", "Operations",
      "PayerEDIAdapter", "PaymentEvents", "RabbitMQ", "SchemaValidation", "Storage", "X12", "Logging", "BankFiles",
      "LockboxAdapter", "ERPPostingAdapter", "ERPContractServer", "Ledger", "Documents", "DocumentReading",
      "SyntheticDocuments",
    ],
    "amqp": ["RabbitMQ", "Messaging", "LocalStack", "Logging"],
  ]

  private static let system: Set<String> = [
    "Swift", "Foundation", "FoundationNetworking", "Synchronization", "Dispatch", "Glibc", "Darwin",
  ]

  /// The module that a file belongs to: the folder below `Sources` or `Benchmarks`.
  static func module(of path: String) -> String? {
    let parts = path.split(separator: "/").map(String.init)
    if parts.first == "Benchmarks" { return parts.count > 2 ? parts[1] : nil }
    guard let index = parts.firstIndex(of: "Sources"), parts.count > index + 2 else { return nil }
    return parts[index + 1]
  }

  /// The modules that a line imports; nil for lines that import nothing.
  static func imported(_ line: String) -> String? {
    let pattern =
      /^\s*(?:@\w+(?:\(\w+\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?([A-Za-z_][A-Za-z0-9_]*)/
    return line.firstMatch(of: pattern).map { String($0.1) }
  }

  @Test func everyImportIsInTheTable() {
    for file in SourceTree.product {
      guard let module = Self.module(of: file.path) else { continue }
      guard let allowed = Self.table[module] else {
        Issue.record("\(file.path): the module \(module) is not in the table; say what it may import")
        continue
      }
      for (number, line) in file.lines.enumerated() {
        guard line.contains("import"), let name = Self.imported(line), !Self.system.contains(name), name != module
        else { continue }
        if !allowed.contains(name) {
          Issue.record("\(file.path):\(number + 1): \(module) may not import \(name)")
        }
      }
    }
  }

  @Test func theTableHoldsNoModuleThatIsGone() {
    let modules = Set(SourceTree.product.compactMap { Self.module(of: $0.path) })
    #expect(Set(Self.table.keys).subtracting(modules).isEmpty)
    #expect(modules.count > 20, "the files were found")
  }

  @Test func theTableHasNoCycles() {
    var reached: [String: Set<String>] = Self.table
    for middle in Self.table.keys {
      let further = reached[middle] ?? []
      for start in Self.table.keys where reached[start]?.contains(middle) == true {
        reached[start]?.formUnion(further)
      }
    }
    for module in Self.table.keys { #expect(reached[module]?.contains(module) == false, "\(module)") }
  }

  /// A module from elsewhere has one way in. Hummingbird has two, since every worker serves its health, and Mustache,
  /// which writes reports and pages.
  @Test(arguments: [
    ("GRDB", "Storage"), ("CRabbitMQ", "RabbitMQ"), ("CValijson", "SchemaValidation"), ("Yams", "AdapterKit"),
    ("CArchive", "Containers"), ("CPostgreSQL", "Storage"), ("JWTKit", "Operations"),
    ("ArgumentParser", "tributary"), ("CConfinement", "DocumentReading"),
  ])
  func librariesHaveOneImporter(_ library: String, _ importer: String) {
    let importers = SourceTree.product.filter {
      $0.lines.contains { $0.contains(library) && Self.imported($0) == library }
    }
    .compactMap { Self.module(of: $0.path) }
    #expect(Set(importers) == [importer])
  }

  @Test func rulesAndFormatsAreWithoutInputAndOutput() {
    let pure: Set = [
      "CashRules", "Routing", "Translation", "JSONRules", "Ledger", "X12", "BankFiles", "Documents",
      "SyntheticDocuments",
    ]
    let words = ["FileManager", "URLSession", "FileHandle", "Date()", "ProcessInfo", " print("]
    for file in SourceTree.product where Self.module(of: file.path).map(pure.contains) == true {
      for (number, line) in file.lines.enumerated() {
        for word in words where line.contains(word) {
          Issue.record("\(file.path):\(number + 1): \(word) does not belong into pure code")
        }
      }
    }
  }

  @Test(
    arguments: [
      ("import Foundation", "Foundation"), ("  import struct Foundation.URL", "Foundation"),
      ("@preconcurrency import X12", "X12"), ("package import Ledger", "Ledger"), ("@_exported public import A", "A"),
      ("// import X", nil), ("let important = 1", nil), ("\"import X\"", nil),
    ] as [(String, String?)])
  func importsAreRecognised(_ line: String, _ name: String?) {
    #expect(Self.imported(line) == name)
  }
}
