// Which target there is, by configuration: the keys.

import AdapterKit

/// The keys that choose and describe the target.
enum TargetKeys {
  static let all = [
    ConfigurationKey(
      "target", .choice(["built-in", "tryton", "rest", "files"]), default: "built-in",
      "Where journals are posted: the built-in ledger, or an ERP."),
    ConfigurationKey(
      "formerTarget", .text, "The target that the books of this data folder have moved away from for good."),
    ConfigurationKey("closedPeriods", .list(.text), "Periods (YYYY-MM) in which the built-in ledger takes nothing."),
    ConfigurationKey("tryton", .section(tryton), "The Tryton server of the target tryton."),
    ConfigurationKey("rest", .section(rest), "The ERP of the target rest."),
    ConfigurationKey("files", .section(files), "The folders and the form of the target files."),
  ]

  private static let tryton = [
    ConfigurationKey("url", .text, "Where it is, for instance https://erp.example:8000."),
    ConfigurationKey("database", .text, default: "erp", "The name of its database."),
    ConfigurationKey("user", .text, default: "tributary", "The user as whom journals are posted."),
    ConfigurationKey("passwordFile", .text, "A file with the user's password."),
    ConfigurationKey("passwordVariable", .text, "An environment variable with it, in place of the file."),
    ConfigurationKey("journal", .text, default: "MISC", "The code of the journal that takes the moves."),
    ConfigurationKey(
      "accounts", .map(.text),
      "Codes of Tryton's accounts by our account or the beginning of its path; by default the path itself."),
    ConfigurationKey("timeoutSeconds", .integer(1...600), default: "30", "How long an answer may take."),
  ]

  private static let rest = [
    ConfigurationKey("profile", .text, "The profile's file, below the home folder."),
    ConfigurationKey("settings", .map(.text), "What the profile's placeholders {/settings/…} stand for."),
    ConfigurationKey("secrets", .map(.text), "Files with the secrets that the profile names."),
    ConfigurationKey("secretsFromEnvironment", .map(.text), "Environment variables with them, in place of files."),
    ConfigurationKey(
      "accounts", .map(.text),
      "Codes of the ERP's accounts by our account or the beginning of its path; by default the path itself."),
    ConfigurationKey("certificateFile", .text, "Our certificate with its chain (PEM), where the ERP wants one."),
    ConfigurationKey("keyFile", .text, "Its key (PEM, not encrypted)."),
    ConfigurationKey("authorityFile", .text, "Authorities of the ERP's certificate (PEM); absent: the system's."),
  ]

  private static let column = [
    ConfigurationKey("name", .text, "The column's name; absent: that of its value."),
    ConfigurationKey("value", .text, "What stands in it; or = and a text that always does."),
    ConfigurationKey("width", .integer(1...1_000), "Characters, for the format fixed."),
    ConfigurationKey("align", .choice(["left", "right"]), default: "left", "At which end of it the value stands."),
    ConfigurationKey("fill", .text, default: " ", "The character that fills it up."),
    ConfigurationKey("cut", .boolean, default: "false", "Whether a value that is too long is cut."),
  ]

  private static let files = [
    ConfigurationKey(
      "format", .choice(["hledger", "beancount", "csv", "fixed"]), default: "csv", "What the files hold."),
    ConfigurationKey("folder", .text, "The folder with outgoing and acknowledgements; absent: in the data folder."),
    ConfigurationKey("prefix", .text, default: "journals", "What the files' names begin with."),
    ConfigurationKey(
      "acknowledge", .choice(["files", "none"]), default: "files",
      "Whether the ERP acknowledges journals in files; else they count as posted when they are handed over."),
    ConfigurationKey(
      "acknowledgement", .map(.text),
      "Names of its columns: journal, status, reference, code, reason, file; separator."),
    ConfigurationKey("accepted", .list(.text), "Words in the status of an accepted journal; by default three."),
    ConfigurationKey("rejected", .list(.text), "Words in the status of a rejected one; by default two."),
    ConfigurationKey(
      "settleSeconds", .integer(0...3_600), default: "5",
      "For how long an acknowledgement file must not have changed before it is read."),
    ConfigurationKey("warnAfterHours", .integer(1...10_000), default: "24", "When a missing answer is warned of."),
    ConfigurationKey("columns", .list(.section(column)), "The columns of csv and fixed."),
    ConfigurationKey(
      "dates", .choice(HandOffForm.dateForms), default: "YYYY-MM-DD", "How dates are written."),
    ConfigurationKey(
      "decimalMark", .choice([".", ",", "none"]), default: ".", "Between units and cents; none: cents alone."),
    ConfigurationKey("lineEnding", .choice(["lf", "crlf"]), default: "lf", "What ends a record."),
    ConfigurationKey("separator", .text, default: ",", "Between the columns of csv."),
    ConfigurationKey("header", .boolean, default: "true", "Whether csv begins with the columns' names."),
    ConfigurationKey(
      "accounts", .map(.text),
      "Codes of the ERP's accounts by our account or the beginning of its path; by default the path itself."),
  ]
}
