// What a private broker node is made of: its folder, ports, configuration file and environment.

import Foundation
import RabbitMQ

/// How to run a private node.
public struct PrivateBrokerSettings: Sendable {
  /// The node's own folder: data, logs, configuration, cookie. Created if missing; kept when the node stops.
  public var folder: URL
  /// The port for AMQP on 127.0.0.1; none means any free one.
  public var amqpPort: UInt16?
  /// The port for the management API on 127.0.0.1; none means any free one.
  public var managementPort: UInt16?
  /// The administrator that is created at the first start when there are no definitions.
  public var administrator: String
  /// The administrator's password.
  public var administratorPassword: Secret
  /// Definitions JSON that the node loads at each start (see ``RabbitMQ/Topology``). It must hold an administrator.
  public var definitions: Data?
  /// The `rabbitmq-server` script; the wrapper in /usr/sbin would switch the user.
  public var serverScript: String
  /// Bytes of memory from which on publishers are blocked.
  public var memoryLimitBytes: Int = 768 << 20
  /// A second listener, with TLS; none means no TLS.
  public var tls: PrivateBrokerTLS?
  /// Whether the folder is removed when this process ends or calls ``PrivateBroker/endNow()``.
  public var isTemporary = false
  /// How long a start may take.
  public var startTimeout: Duration = .seconds(60)

  /// Creates settings; see the properties for their meaning.
  public init(
    folder: URL, amqpPort: UInt16? = nil, managementPort: UInt16? = nil, administrator: String = "administrator",
    administratorPassword: Secret, definitions: Data? = nil,
    serverScript: String = "/usr/lib/rabbitmq/bin/rabbitmq-server"
  ) {
    self.folder = folder
    self.amqpPort = amqpPort
    self.managementPort = managementPort
    self.administrator = administrator
    self.administratorPassword = administratorPassword
    self.definitions = definitions
    self.serverScript = serverScript
  }
}

/// The ports of a node. Chosen once, so that a restart on the same data keeps them.
struct BrokerPorts: Sendable {
  var amqp: UInt16
  var management: UInt16
  var distribution: UInt16
  var mapper: UInt16
  var tls: UInt16?

  init(_ settings: PrivateBrokerSettings) throws {
    amqp = try settings.amqpPort ?? FreePort.next()
    management = try settings.managementPort ?? FreePort.next()
    distribution = try FreePort.next()
    mapper = try FreePort.next()
    tls = settings.tls == nil ? nil : try FreePort.next()
  }
}

extension PrivateBrokerSettings {
  /// A file or folder of the node.
  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// Writes everything that the server script reads.
  func writeFiles(_ ports: BrokerPorts) throws {
    let files = FileManager.default
    for name in ["home", "data", "log", "generated"] {
      try files.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    }
    let plugins = ["rabbitmq_management"] + (tls?.plugins ?? [])
    try write("[\(plugins.joined(separator: ","))].\n", to: "enabled_plugins")
    try write("", to: "empty.conf")
    if let definitions {
      try definitions.write(to: folder.appendingPathComponent("definitions.json"), options: .atomic)
      try restrict("definitions.json")
    }
    try write(configuration(ports), to: "rabbitmq.conf")
    try restrict("rabbitmq.conf")
  }

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name), options: .atomic)
  }

  /// Passwords and their hashes are for the owner only.
  private func restrict(_ name: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path(name))
  }

  /// The configuration file, understood by RabbitMQ 3.10 and 4.x.
  private func configuration(_ ports: BrokerPorts) -> String {
    var lines = [
      "listeners.tcp.1 = 127.0.0.1:\(ports.amqp)",
      // What RabbitMQ 4 has by itself, and what our clients take: a longer message is refused to its publisher.
      "max_message_size = 16777216",
      "management.tcp.ip = 127.0.0.1",
      "management.tcp.port = \(ports.management)",
      "management.rates_mode = none",
      "vm_memory_high_watermark.absolute = \(memoryLimitBytes)",
      // More than the log and its next segment: a queue whose log cannot be written stands still until the broker is
      // started again; publishers who wait in time go on by themselves.
      "disk_free_limit.absolute = 150MB",
      "raft.wal_max_size_bytes = 67108864",
      "log.file.level = info",
      "log.console = false",
    ]
    if let tls, let port = ports.tls { lines += tls.configuration(port: port) }
    if definitions != nil {
      lines.append("load_definitions = \(path("definitions.json"))")
    } else {
      lines.append("default_user = \(administrator)")
      lines.append("default_pass = \(administratorPassword.revealed)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The environment of the node: nothing outside its folder is read or written.
  func environment(_ ports: BrokerPorts) -> [String: String] {
    [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": path("home"),
      "RABBITMQ_NODENAME": "\(nodeName)@localhost",
      "RABBITMQ_MNESIA_BASE": path("data"), "RABBITMQ_LOG_BASE": path("log"),
      "RABBITMQ_CONFIG_FILE": path("rabbitmq.conf"), "RABBITMQ_ADVANCED_CONFIG_FILE": path("advanced.config"),
      "RABBITMQ_CONF_ENV_FILE": path("empty.conf"), "RABBITMQ_GENERATED_CONFIG_DIR": path("generated"),
      "RABBITMQ_ENABLED_PLUGINS_FILE": path("enabled_plugins"), "RABBITMQ_PID_FILE": path("server.pid"),
      "RABBITMQ_DIST_PORT": "\(ports.distribution)",
      "ERL_EPMD_PORT": "\(ports.mapper)", "ERL_EPMD_ADDRESS": "127.0.0.1",
      // Replaces the shell by the node, so that the process we know is the node.
      "RABBITMQ_ALLOW_INPUT": "1", "RABBITMQ_SERVER_START_ARGS": "-noinput",
      // Two schedulers that do not spin: the workers need the same cores.
      "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS":
        "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}",
    ]
  }

  /// The node's own log, in the folder `log`.
  var logName: String { "\(nodeName)@localhost.log" }

  /// One name a folder, so that two nodes never meet. FNV-1a, because it needs to be short and always the same.
  var nodeName: String {
    let hash = folder.standardizedFileURL.path.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    return "tributary-" + String(hash, radix: 36)
  }
}
