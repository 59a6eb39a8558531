// Where the parts of a deployment of containers are: names and ports that `docker-compose.yml` and commands share.

import Foundation
import LocalStack

/// The network of `docker-compose.yml`.
public enum Deployment {
  /// Each worker's health and metrics, in its own container.
  public static let healthPort = 8080
  /// The API of operations, on 127.0.0.1 of its container.
  public static let apiPort = 8700
  /// Where the image has schemas and configuration.
  public static let home = "/usr/share/tributary"
  /// Where secrets are mounted.
  public static let secrets = "/run/secrets/tributary"

  /// Where commands find everything.
  public static var address: StackAddress {
    StackAddress(
      broker: .init(host: "rabbitmq", port: 5671, authoritiesFile: "\(secrets)/authority.pem"),
      management: "https://rabbitmq:15671",
      health: Dictionary(uniqueKeysWithValues: LocalStack.workers.map { ($0, "http://\($0):\(healthPort)") }),
      api: "http://127.0.0.1:\(apiPort)", secrets: secrets, home: home)
  }
}
