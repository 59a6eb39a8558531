// Images of documents, told by their first bytes, and what an index says of one.

import BankFiles
import PaymentEvents

/// What a document's bytes are.
enum DocumentImage {
  /// The media type, told by the first bytes; nil for anything that is no image of a document.
  static func mediaType(_ head: some Collection<UInt8>) -> String? {
    for (beginning, type) in beginnings where head.starts(with: beginning) { return type }
    return nil
  }

  private static let beginnings: [([UInt8], String)] = [
    ([0x49, 0x49, 0x2A, 0x00], "image/tiff"), ([0x4D, 0x4D, 0x00, 0x2A], "image/tiff"),
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"), ([0xFF, 0xD8, 0xFF], "image/jpeg"),
    (Array("%PDF-".utf8), "application/pdf"),
  ]
}

/// A line of an index on its way to becoming an event.
struct IndexedDocument: Sendable {
  var place: RecordPlace
  var body: DocumentIndexed

  init(_ item: DelimitedItem, _ image: IndexedImage, digest: String) throws {
    place = item.place
    let hasAmount = item.amount != 0
    body = DocumentIndexed(
      fileName: DepositText.cut(image.file, 1_024), lockbox: DepositText.filled(image.lockbox),
      batch: DepositText.filled(image.batch), item: DepositText.filled(image.item),
      page: DepositText.filled(image.page), account: DepositText.filled(item.account),
      traceNumber: DepositText.trace(item.trace),
      amount: hasAmount ? try Money(cents: abs(item.amount)) : nil, currency: hasAmount ? item.currency : nil,
      source: .init(digest: digest, recordRange: [item.place.record, item.place.record]))
  }
}
