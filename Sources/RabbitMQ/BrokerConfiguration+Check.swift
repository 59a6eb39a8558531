// What no broker could be reached with: said at once, instead of being tried again and again.

extension BrokerConfiguration {
  /// - Throws: ``RabbitError`` of code `configuration`, naming the property.
  func check() throws(RabbitError) {
    try require(!addresses.isEmpty, "no broker address is configured")
    for address in addresses {
      try require(!address.host.isEmpty && address.port > 0, "the broker address '\(address)' lacks its host or port")
    }
    try require(virtualHost.utf8.count <= 255, "virtualHost is longer than the 255 bytes that AMQP allows")
    try require(user.utf8.count <= 255, "user is longer than the 255 bytes that RabbitMQ allows")
    try require(connectionName.utf8.count <= 1_024, "connectionName is longer than 1,024 bytes")
    try require(.zero < connectTimeout && connectTimeout <= .seconds(3_600), "connectTimeout is not within an hour")
    try require(.zero < longestBackoff && longestBackoff <= .seconds(3_600), "longestBackoff is not within an hour")
    try require(maximumInFlight > 0 && maximumWaiting > 0, "maximumInFlight and maximumWaiting must be above zero")
  }

  private func require(_ isMet: Bool, _ problem: String) throws(RabbitError) {
    guard isMet else { throw RabbitError(.configuration, problem) }
  }
}
