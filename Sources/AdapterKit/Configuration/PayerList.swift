// The list of payers, which all services share: config/payers.yaml.

/// The file of payers.
public enum PayerList {
  /// Where it lies below the home folder.
  public static let path = "config/payers.yaml"

  /// Its keys.
  public static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "payers",
      .list(
        .section([
          ConfigurationKey("key", .text, "The payer's name in accounts and events."),
          ConfigurationKey("names", .list(.text), "Names as documents write them."),
          ConfigurationKey("identifiers", .list(.text), "Payer ids, tax ids, trace originators, company ids."),
          ConfigurationKey("postsWhenFunded", .boolean, default: "true", "Advices wait for their money."),
          ConfigurationKey("reviewsAll", .boolean, default: "false", "A person releases every advice."),
          ConfigurationKey(
            "holdsVariance", .boolean, default: "false", "Claims off their contract wait for a person."),
          ConfigurationKey(
            "controlNumbers",
            .section([
              ConfigurationKey("prefixes", .list(.text), "What the payer puts before our patient control numbers."),
              ConfigurationKey(
                "length", .integer(0...64), default: "0",
                "After how many characters it cuts them off; 0: it does not."),
            ]), "How the payer writes our patient control numbers."),
          ConfigurationKey("capsContractual", .boolean, default: "false", "CO-45 is capped at the open balance."),
        ])), "The payers.")
  ]
}
