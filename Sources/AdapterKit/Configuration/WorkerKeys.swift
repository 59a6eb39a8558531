// The keys that every worker's configuration has.

/// Keys shared by all workers; each worker adds its own.
public enum WorkerKeys {
  /// What all workers of a tenant must agree on: the keys of `config/tenant.yaml`.
  public static let shared: [ConfigurationKey] = [
    ConfigurationKey("tenant", .text, default: "demo", "The tenant's name; part of every event id. Never change it."),
    ConfigurationKey(
      "timeZone", .text, default: "America/New_York", "Where the tenant's business days begin (an IANA name)."),
  ]

  /// Checks what the schema cannot. - Throws: ``ConfigurationError``.
  public static func check(_ shared: Configuration) throws(ConfigurationError) {
    let tenant = shared.text("tenant")
    guard (1...64).contains(tenant.utf8.count) else {
      throw ConfigurationError("tenant.yaml: tenant: needs 1 to 64 bytes; every event id is made with it")
    }
    let zone = shared.text("timeZone")
    guard BusinessTime(zone: zone) != nil else {
      throw ConfigurationError("tenant.yaml: timeZone: '\(zone)' is no IANA time zone, for instance Europe/Berlin")
    }
  }

  /// Folders, broker, health and receiving.
  public static let all: [ConfigurationKey] = [
    ConfigurationKey("data", .text, default: "data", "The folder with all state."),
    ConfigurationKey("store", .section(store), "Where the databases are."),
    ConfigurationKey("broker", .section(BrokerKeys.all), "The RabbitMQ broker."),
    ConfigurationKey("health", .section(health), "Health and metrics over HTTP."),
    ConfigurationKey("receive", .section(receive), "Receiving from the broker."),
    ConfigurationKey(
      "bodyKeys", .section(bodyKeys), "Encryption of bodies at rest: on when a current key is named."),
  ]

  private static let store = [
    ConfigurationKey(
      "url", .text,
      "postgresql://host:port/database, without a password; kept in the data folder. Absent: SQLite files there."),
  ]

  private static let health = [
    ConfigurationKey("host", .text, default: "127.0.0.1", "The address to listen on."),
    ConfigurationKey("port", .integer(0...65535), default: "0", "The port; 0: no server."),
  ]

  private static let receive = [
    ConfigurationKey("prefetch", .integer(1...5000), default: "400", "Unsettled deliveries at a time."),
    ConfigurationKey("batch", .integer(1...5000), default: "200", "The most deliveries of one transaction."),
  ]

  private static let bodyKeys = [
    ConfigurationKey("current", .text, "The id of the key that seals; absent: bodies are stored as they are."),
    ConfigurationKey("folder", .text, "A folder with one file a key id, holding 64 hexadecimal digits."),
  ]
}
