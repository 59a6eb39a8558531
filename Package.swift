// swift-tools-version: 6.2
// The architecture as a list: what exists, and who may import whom (docs/architecture.md draws the arrows).
import PackageDescription

// MARK: - Libraries from elsewhere

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let sqlite = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yaml = Target.Dependency.product(name: "Yams", package: "Yams")
let http = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let httpCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpsServer = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let tls = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let tokens = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let pages = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// What a service or an adapter may import besides its own rules and formats.
let workerKit: [Target.Dependency] = ["AdapterKit", "PaymentEvents", "Messaging", "Storage", "RabbitMQ", log, metrics]

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

// MARK: - Ways to say it once

func library(_ name: String, _ dependencies: [Target.Dependency] = [], at path: String? = nil) -> Target {
  .target(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

func executable(_ name: String, _ dependencies: [Target.Dependency], at path: String? = nil) -> Target {
  .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], at path: String? = nil) -> Target {
  .testTarget(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

/// An adapter is a folder: formats (pure), the adapter library, and an executable of the folder's name.
func adapter(
  _ name: String, library module: String, imports: [Target.Dependency] = [],
  formats: [Target] = [], tested: [Target.Dependency] = []
) -> [Target] {
  let own = formats.map { Target.Dependency(stringLiteral: $0.name) }
  let root = "adapters/\(name)"
  return formats + [
    library(module, workerKit + own + imports, at: "\(root)/Sources/\(module)"),
    executable(name, [.init(stringLiteral: module)], at: "\(root)/Sources/\(name)"),
    tests("\(module)Tests", workerKit + own + imports + [.init(stringLiteral: module)] + tested, at: "\(root)/Tests"),
  ]
}

// MARK: - Targets

let foundations: [Target] = [
  .systemLibrary(name: "CRabbitMQ", pkgConfig: "librabbitmq", providers: [.apt(["librabbitmq-dev"])]),
  .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
  .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
  // Debian's RapidJSON and Valijson headers each hold a line that clang refuses unless a template's body is read when
  // it is used.
  .target(name: "CValijson", cxxSettings: [.unsafeFlags(["-fdelayed-template-parsing"])]),
  library("Containers", ["CArchive"]),
  library("Messaging"),
  library("SeededRandom"),
  library("JSONRules"),
  library("PaymentEvents", [crypto]),
  library("RabbitMQ", ["Messaging", "CRabbitMQ", log, crypto]),
  library("SchemaValidation", ["CValijson", crypto]),
  library("Storage", ["Messaging", "CPostgreSQL", sqlite, crypto]),
  library(
    "AdapterKit",
    [
      "PaymentEvents", "Messaging", "JSONRules", "Storage", "RabbitMQ", "Containers", log, metrics, crypto, yaml, http,
      lifecycle,
    ]),
  library("Ledger"),
  .target(name: "CConfinement"),
  library("Documents", ["PaymentEvents", "JSONRules"]),
  library("SyntheticDocuments", ["Documents", "PaymentEvents", "SeededRandom"]),
  library("DocumentReading", ["CConfinement", "Documents"]),
]

let services: [Target] = [
  library("CashRules", ["PaymentEvents", "Ledger"]),
  library("CashApplication", workerKit + ["CashRules", "Ledger"]),
  library("Translation", ["JSONRules", "PaymentEvents"]),
  library("Routing", ["PaymentEvents", "Messaging", "JSONRules"]),
  library("RouterService", workerKit + ["Routing", "SchemaValidation", "Translation", "JSONRules", crypto]),
  library(
    "Operations",
    workerKit + [
      "Routing", "SchemaValidation", crypto, http, httpCore, httpsServer, httpTypes, tls, pages, tokens,
    ]),
  executable("router", ["RouterService"]),
  executable("cash-application", ["CashApplication"]),
  executable("operations", ["Operations"]),
]

let adapters: [Target] =
  adapter(
    "payer-edi", library: "PayerEDIAdapter", imports: [crypto],
    formats: [library("X12", at: "adapters/payer-edi/Sources/X12")], tested: ["TestSupport", "SeededRandom"])
  + adapter(
    "lockbox", library: "LockboxAdapter", imports: [crypto, "X12"],
    formats: [library("BankFiles", at: "adapters/lockbox/Sources/BankFiles")], tested: ["TestSupport", "SeededRandom"])
  + adapter(
    "document-extraction", library: "DocumentExtractionAdapter",
    imports: ["Documents", "DocumentReading", "JSONRules", crypto],
    tested: ["TestSupport", "SyntheticDocuments", "CashApplication", "CashRules"])
  + adapter(
    "erp-posting", library: "ERPPostingAdapter",
    imports: ["Ledger", "JSONRules", "Translation", crypto, httpClient, tls],
    tested: ["TestSupport", "SeededRandom", "LocalStack", "ERPContractServer"])

let commandLine: [Target] = [
  library("LocalStack", ["AdapterKit", "RabbitMQ", "Messaging", log]),
  library("TerminalText"),
  library("Deployment", ["LocalStack", "AdapterKit", "RabbitMQ"]),
  executable(
    "tributary",
    workerKit + [
      "LocalStack", "Deployment", "PayerEDIAdapter", "LockboxAdapter", "ERPPostingAdapter",
      "DocumentExtractionAdapter", "CashApplication", "Operations", "RouterService", "Routing", "JSONRules",
      "Translation", "SchemaValidation", "Ledger", "Containers",
      "TerminalText", "Documents", "DocumentReading", "SyntheticDocuments", arguments, pages,
    ]),
]

let benchmarks: [Target] = [
  library("Workload", ["SeededRandom"], at: "Benchmarks/Workload"),
  executable(
    "tributary-bench",
    [
      "Workload", "LocalStack", "AdapterKit", "CashApplication", "CashRules", "Messaging", "Operations",
      "PayerEDIAdapter", "PaymentEvents", "RabbitMQ", "SchemaValidation", "Storage", "X12", log, "BankFiles",
      "LockboxAdapter", "ERPPostingAdapter", "ERPContractServer", "Ledger", "Documents", "DocumentReading",
      "SyntheticDocuments",
    ],
    at: "Benchmarks/tributary-bench"),
  executable("amqp-bench", ["RabbitMQ", "Messaging", "LocalStack", log], at: "Benchmarks/amqp/swift"),
]

let testTargets: [Target] = [
  library(
    "TestSupport",
    ["AdapterKit", "LocalStack", "PaymentEvents", "RabbitMQ", "Messaging", "SeededRandom", "Storage", log],
    at: "Tests/TestSupport"),
  library(
    "ERPContractServer", ["JSONRules", http, httpsServer, httpTypes, tls, nio, crypto, log],
    at: "Tests/ERPContractServer"),
  tests("PaymentEventsTests", ["PaymentEvents"]),
  tests("LedgerTests", ["Ledger"]),
  tests("CashRulesTests", ["CashRules", "Ledger", "PaymentEvents", "SeededRandom"]),
  tests("JSONRulesTests", ["JSONRules", "AdapterKit"]),
  tests("TranslationTests", ["Translation", "JSONRules", "AdapterKit", "PaymentEvents"]),
  tests("RoutingTests", ["Routing", "Messaging", "PaymentEvents", "JSONRules", "AdapterKit"]),
  tests("SchemaValidationTests", ["SchemaValidation", "CValijson"]),
  tests("SchemaTests", ["SchemaValidation", "PaymentEvents"]),
  tests("ContainersTests", ["Containers", "TestSupport"]),
  tests("StorageTests", ["Storage", "AdapterKit", "Messaging", "TestSupport"]),
  tests(
    "AdapterKitTests",
    ["AdapterKit", "PaymentEvents", "Messaging", "JSONRules", "Storage", "RabbitMQ", "TestSupport", log, metrics]),
  tests(
    "RouterServiceTests",
    [
      "RouterService", "AdapterKit", "SchemaValidation", "Routing", "Translation", "JSONRules", "Messaging",
      "PaymentEvents", "RabbitMQ", "SeededRandom", "Storage", "TestSupport",
    ]),
  tests(
    "OperationsTests",
    [
      "Operations", "AdapterKit", "Messaging", "PaymentEvents", "SchemaValidation", "Storage", "TestSupport", crypto,
    ]),
  tests(
    "CashApplicationTests",
    [
      "CashApplication", "CashRules", "AdapterKit", "Ledger", "PaymentEvents", "Messaging", "Storage", "TestSupport",
    ]),
  tests(
    "ScenarioTests",
    [
      "CashApplication", "CashRules", "AdapterKit", "PayerEDIAdapter", "LockboxAdapter", "PaymentEvents", "Messaging",
      "SeededRandom", "Storage", "TestSupport", "Workload",
    ]),
  tests("TerminalTextTests", ["TerminalText"]),
  tests("DeploymentTests", ["Deployment", "LocalStack", "AdapterKit", "RabbitMQ", "Messaging", "TestSupport"]),
  tests("DocumentsTests", ["Documents", "SyntheticDocuments", "PaymentEvents", "AdapterKit", "JSONRules"]),
  tests(
    "DocumentReadingTests",
    [
      "DocumentReading", "Documents", "SyntheticDocuments", "PaymentEvents", "AdapterKit", "JSONRules", "TestSupport",
    ]),
  tests("ArchitectureTests", []),
  tests(
    "IntegrationTests",
    [
      "Workload", "LocalStack", "AdapterKit", "CashApplication", "CashRules", "ERPPostingAdapter", "Operations",
      "PayerEDIAdapter", "LockboxAdapter", "PaymentEvents", "Messaging", "RabbitMQ", "Storage", "Ledger", "TestSupport",
      "BankFiles", "SeededRandom", "DocumentExtractionAdapter", "DocumentReading", "Documents", "SyntheticDocuments",
      log,
    ]),
  tests("RabbitMQTests", ["RabbitMQ", "Messaging", "SeededRandom", "TestSupport", "LocalStack", log]),
]

/// With `TRIBUTARY_CLIENT_ONLY` (`make sanitize`) the AMQP client and its tests are all there is: building everything
/// once more for each sanitizer would take most of an hour. Files that need other modules are left out.
let clientOnly: [Target] =
  foundations.filter { ["CRabbitMQ", "Messaging", "RabbitMQ", "SeededRandom"].contains($0.name) } + [
    .target(
      name: "LocalStack", dependencies: ["RabbitMQ", "Messaging", log],
      exclude: ["LocalStack.swift", "StackAddress.swift", "StackSecrets.swift", "WorkerSupervisor.swift"],
      swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["LocalStack", "RabbitMQ", "Messaging", "SeededRandom", log],
      path: "Tests/TestSupport",
      exclude: [
        "Deliveries.swift", "FaultyDatabase.swift", "FileAdapterConformance.swift", "ManualClock.swift",
        "TestStore.swift", "TestPostgreSQL.swift",
      ], swiftSettings: strict),
  ] + testTargets.filter { $0.name == "RabbitMQTests" }

/// With `TRIBUTARY_FUZZ` (`make fuzz`) there are only the readers of strangers' files, made to tell libFuzzer which
/// branches an input took, and the programs that feed them. The root package cannot lend out what is `package`, so they
/// are here and not in a package of their own.
let fuzzing: [Target] = {
  let feedback: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer,address"])]
  // gold, the usual linker, stumbles over these objects.
  let link: [LinkerSetting] = [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]
  func read(
    _ name: String, _ dependencies: [Target.Dependency], at path: String, only sources: [String]? = nil
  ) -> Target {
    .target(name: name, dependencies: dependencies, path: path, sources: sources, swiftSettings: feedback)
  }
  func program(
    _ name: String, _ reads: [Target.Dependency] = ["X12", "PaymentEvents", "PayerEDIAdapter"]
  ) -> Target {
    .executableTarget(
      name: name, dependencies: ["FuzzRun"] + reads, path: "Fuzz/\(name)",
      swiftSettings: feedback, linkerSettings: link)
  }
  return [
    read("X12", [], at: "adapters/payer-edi/Sources/X12"),
    read("PaymentEvents", [crypto], at: "Sources/PaymentEvents"),
    read(
      "PayerEDIAdapter", ["X12", "PaymentEvents", crypto],
      at: "adapters/payer-edi/Sources/PayerEDIAdapter",
      only: ["Translation", "Sets", "Answers", "Profiles/PayerProfile.swift", "Profiles/TraceRule.swift"]),
    .target(name: "CFuzzer", path: "Fuzz/CFuzzer"),
    .target(name: "FuzzRun", dependencies: ["CFuzzer"], path: "Fuzz/FuzzRun", swiftSettings: feedback),
    program("fuzz-reader"), program("fuzz-balance"), program("fuzz-translator"),
    read("BankFiles", [], at: "adapters/lockbox/Sources/BankFiles"),
    .target(name: "FuzzBank", dependencies: ["BankFiles", "FuzzRun"], path: "Fuzz/FuzzBank", swiftSettings: feedback),
  ] + ["fuzz-bai2", "fuzz-nacha", "fuzz-lockbox", "fuzz-delimited"].map { program($0, ["BankFiles", "FuzzBank"]) }
}()

let isFuzzing = Context.environment["TRIBUTARY_FUZZ"] != nil
let isClientOnly = Context.environment["TRIBUTARY_CLIENT_ONLY"] != nil

let package = Package(
  name: "tributary",
  platforms: [.macOS(.v15)],
  products: isFuzzing ? [] : [.library(name: "RabbitMQ", targets: ["RabbitMQ", "Messaging"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ]
    + (isClientOnly || isFuzzing
      ? []
      : [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
      ]),
  targets: isFuzzing
    ? fuzzing
    : isClientOnly ? clientOnly : foundations + services + adapters + commandLine + benchmarks + testTargets,
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
