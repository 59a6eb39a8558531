// tributary documents list, show, correct: what waits for a person, and the person's word.

import AdapterKit
import ArgumentParser
import DocumentExtractionAdapter
import Documents
import Foundation
import Operations
import PaymentEvents
import TerminalText

extension DataOptions {
  /// What document extraction knows. - Throws: ``CommandFailure`` when it has never run here.
  func documentsReader() throws -> DocumentsReader {
    try requireDatabase(of: DocumentExtractionWorker.name)
    let configuration = try Configuration(
      file: homeFolder().appendingPathComponent(DocumentExtractionWorker.configuration),
      keys: DocumentExtractionWorker.keys, environment: ProcessInfo.processInfo.environment)
    return try DocumentsReader(data: dataFolder, cipher: try BodyKeys.cipher(configuration))
  }

  /// The one document that is meant: by the beginning of its digest, its trace number or its advice.
  func document(_ name: String) async throws -> ExtractionBook.Entry {
    let found = try await documentsReader().documents(called: name)
    guard let entry = found.first, found.count == 1 else {
      throw CommandFailure(
        .validationFailure,
        found.isEmpty
          ? "no document is called '\(name)'; see `tributary documents list`"
          : "'\(name)' is not the only one; give more of the SHA-256")
    }
    return entry
  }
}

struct ListDocuments: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Documents that came in, and what became of each.")

  @Option(help: "Only these: waiting, held, refused or published.")
  var state: ExtractionBook.State?

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: DataOptions

  func run() async throws {
    try await reporting {
      let documents = try await options.documentsReader().documents(state)
      if json { return try printJSON(documents) }
      guard !documents.isEmpty else { return print("There is no such document.") }
      var table = TextTable([
        ("document", .left), ("kind", .left), ("pages", .right), ("payer", .left), ("trace", .left),
        ("amount", .right), ("state", .left), ("", .left),
      ])
      for entry in documents {
        table.add([
          String(entry.digest.prefix(12)), entry.kind, "\(entry.pagesRead)", entry.payer ?? "—",
          entry.traceNumber ?? "—", entry.amount.map { "\($0)" } ?? "—", entry.state.rawValue,
          entry.reasons.first ?? "",
        ])
      }
      print(table.text())
    }
  }
}

extension ExtractionBook.State: ExpressibleByArgument {}

struct ShowDocument: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "What was read of a document: values with page, box and confidence.")

  @Argument(help: "The document: the beginning of its SHA-256, its trace number or its advice.")
  var name: String

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: DataOptions

  private struct View: Encodable {
    let document: ExtractionBook.Entry
    let fields: [DocumentExtracted.Field]
  }

  func run() async throws {
    try await reporting {
      let entry = try await options.document(name)
      let extraction = try await options.documentsReader().extraction(of: entry.digest)
      let fields = extraction?.fields ?? []
      if json { return try printJSON(View(document: entry, fields: fields.map(DocumentExtracted.Field.init))) }
      print("\(entry.digest)\n\(entry.kind), \(entry.pagesRead) pages, \(entry.state.rawValue), \(entry.template)")
      for reason in entry.reasons { print("  \(reason)") }
      for image in entry.images { print("  page picture: \(DocumentPlaces.path(of: image, options))") }
      print(DocumentPlaces.table(fields))
    }
  }
}

/// Where values stand, for people.
enum DocumentPlaces {
  /// The file of a claim check. With body keys it is sealed.
  static func path(of digest: String, _ options: DataOptions) -> String {
    options.dataFolder.appendingPathComponent("claim-checks/\(digest.prefix(2))/\(digest)").path
  }

  static func table(_ fields: [ListedField]) -> String {
    var table = TextTable([
      ("claim", .right), ("line", .right), ("field", .left), ("value", .right), ("read as", .left), ("page", .right),
      ("box (pt)", .left), ("sure, %", .right),
    ])
    for field in fields {
      let box = [field.box.left, field.box.top, field.box.width, field.box.height].map { "\(Int($0.rounded()))" }
      table.add([
        field.claim.map(String.init) ?? "", field.line.map(String.init) ?? "", field.name, field.value, field.text,
        field.page == 0 ? "typed" : "\(field.page)", field.page == 0 ? "" : box.joined(separator: " "),
        ExtractionView.percent(field.confidence),
      ])
    }
    return table.text()
  }
}

struct CorrectDocument: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct", abstract: "Confirms what was read of a held document, or corrects it; it is then posted.",
    discussion: """
      Without --set and --drop all that `show` prints is confirmed as it stands. Values: --set amount=356.00, --set \
      date=2026-03-05, --set traceNumber=00871234, --set payer=larkspur, --set kind=eob; of a claim --set \
      1.paid=120.00, 1.charge, 1.allowed, 1.adjustment, 1.patientResponsibility, 1.patientControlNumber, \
      1.payerClaimNumber, 1.serviceDate, and 1.code="CO-45 PR-1". The number behind the last claim adds one. An empty \
      value takes it away. What does not add up is not posted, whoever says so.
      """)

  @Argument(help: "The document: the beginning of its SHA-256, or its trace number.")
  var name: String

  @Option(help: "What a value is: field=value, or claim.field=value.")
  var set: [String] = []

  @Option(help: "The number of a claim that the document does not have.")
  var drop: [Int] = []

  @Option(help: "Why; without patient data.")
  var reason: String

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var api: APIOptions
  @OptionGroup var options: DataOptions

  /// How long an answer is waited for. The request stands, however long it takes.
  private static let patience = Duration.seconds(20)

  func run() async throws {
    try await reporting {
      let entry = try await options.document(name)
      let changes =
        try set.map(Self.change) + drop.map { DocumentCorrectionRequested.Change(field: "claim", claim: $0) }
      let correction = DocumentCorrectionRequested(
        digest: entry.digest, revision: max(entry.revision, 1), requestedBy: "me", reason: reason, changes: changes)
      let wish = DocumentDesk.Wish(key: UUID().uuidString, correction: correction)
      let answer = try await answered(api.client(options).ask("document-corrections", wish))
      if json { try printJSON(answer) } else { print(Self.sentence(answer, entry)) }
      if answer?.state == "refused" { throw ExitCode.badData }
    }
  }

  /// `1.paid=120.00`, `amount=356.00`.
  static func change(_ text: String) throws -> DocumentCorrectionRequested.Change {
    guard let equals = text.firstIndex(of: "=") else {
      throw CommandFailure(.validationFailure, "'\(text)': write field=value or claim.field=value")
    }
    let (name, value) = (text[..<equals], String(text[text.index(after: equals)...]))
    let parts = name.split(separator: ".", maxSplits: 1)
    let claim = parts.count == 2 ? Int(parts[0]) : nil
    guard parts.count == 1 || claim != nil, let field = parts.last, value.count <= 128 else {
      throw CommandFailure(.validationFailure, "'\(name)': write the claim's number before the dot, as 1.paid")
    }
    return .init(field: String(field), claim: claim, value: value.isEmpty ? nil : value)
  }

  private func answered(_ request: String) async throws -> DocumentsReader.Correction? {
    let clock = ContinuousClock()
    let end = clock.now + Self.patience
    let reader = try options.documentsReader()
    while clock.now < end {
      if let answer = try await reader.correction(request) { return answer }
      try await clock.sleep(for: .milliseconds(200))  // another process writes; it cannot call
    }
    return nil
  }

  private static func sentence(_ answer: DocumentsReader.Correction?, _ entry: ExtractionBook.Entry) -> String {
    let name = entry.digest.prefix(12)
    guard let answer else {
      return "\(name): asked for, and not answered yet; it will be when document-extraction runs"
    }
    if answer.state == "refused" { return "\(name): refused: \(answer.obstacle ?? "")" }
    return "\(name): confirmed; its advice is on its way to the books"
  }
}
