// Mails taken apart: what is attached, what is text, and what is too much.

import Documents
import Testing

@Suite struct MailTests {
  private static func mail(_ lines: [String]) -> [UInt8] { Array(lines.joined(separator: "\r\n").utf8) }
  private static let head = ["From: payer@example.org", "To: clinic@example.org", "MIME-Version: 1.0"]

  @Test func whatIsAttachedIsFoundAndTheLogoIsKnown() throws {
    let mail = try MailMessage(
      Self.mail(
        Self.head + [
          "Content-Type: multipart/mixed;", " boundary=\"b1\"", "", "preamble", "--b1",
          "Content-Type: multipart/related; boundary=b2", "", "--b2", "Content-Type: text/html; charset=utf-8", "",
          "<style>p{}</style><p>Paid &amp; sent<br>today</p>", "--b2", "Content-Type: image/png", "Content-ID: <logo>",
          "Content-Disposition: inline", "Content-Transfer-Encoding: base64", "", "iVBORw0KGgo=", "--b2--", "--b1",
          "Content-Type: application/octet-stream; name=\"a;b.pdf\"", "Content-Transfer-Encoding: BASE64", "",
          "JVBERi0x", "LjQK", "--b1--", "epilogue",
        ]))
    #expect(mail.attachments.map(\.place) == ["1.2", "2"])
    #expect(mail.attachments.map(\.isWithinText) == [true, false])
    #expect(mail.attachments[1].bytes == Array("%PDF-1.4\n".utf8))
    #expect(mail.text?.contains("Paid & sent\ntoday") == true)
    #expect(mail.text?.contains("p{}") == false)
  }

  @Test func ofATextInTwoFormsThePlainOneIsKept() throws {
    let mail = try MailMessage(
      Self.mail(
        Self.head + [
          "Content-Type: multipart/alternative; boundary=x", "", "--x", "Content-Type: text/plain; charset=iso-8859-1",
          "Content-Transfer-Encoding: quoted-printable", "", "Pay=E9 soft=", " end", "--x", "Content-Type: text/html",
          "", "<b>Other</b>", "--x--",
        ]))
    #expect(mail.text == "Payé soft end")
    #expect(mail.attachments.isEmpty)
  }

  @Test func aMailInAMailIsTakenApartToo() throws {
    let mail = try MailMessage(
      Self.mail(
        Self.head + [
          "Content-Type: message/rfc822", "", "Subject: inner", "Content-Type: application/pdf", "", "%PDF-1.7",
        ]))
    #expect(mail.attachments.map(\.place) == ["1"])
  }

  @Test func tooDeepAndTooManyAreRefused() {
    var deep = Self.head
    for level in 0...(MailMessage.mostLevels + 1) {
      deep += ["Content-Type: multipart/mixed; boundary=d\(level)", "", "--d\(level)"]
    }
    let many =
      Self.head + ["Content-Type: multipart/mixed; boundary=m", ""]
      + (0...MailMessage.mostParts).flatMap { _ in ["--m", "Content-Type: application/pdf", "", "x"] }
    for lines in [deep, many] {
      let refusal = #expect(throws: DocumentRefusal.self) { try MailMessage(Self.mail(lines)) }
      #expect(refusal?.code == .tooLarge)
    }
    let long = Self.head + [String(repeating: "x", count: MailMessage.mostHeaderBytes)]
    #expect(throws: DocumentRefusal.self) { try MailMessage(Self.mail(long)) }
  }

  @Test(arguments: [
    ("From: a\r\nDate: b\r\n\r\n", true), ("Received: by x\nSubject: y\n\n", true), ("ISA*00*", false),
    ("%PDF-1.4", false), ("Name: x\nOther: y", false), ("", false),
  ])
  func mailsAreTold(_ text: String, _ isMail: Bool) { #expect(MailMessage.isLikely(Array(text.utf8)) == isMail) }

  @Test func columnsOfTextStandInLine() throws {
    let pages = try TextPages.pages(Array("Account   Paid\nA1\t  10.00\n".utf8), mostPages: 1)
    let words = try #require(pages.first).words
    #expect(words.map(\.text) == ["Account", "Paid", "A1", "10.00"])
    #expect(words[1].box.left == words[3].box.left)
    let long = Array(repeating: UInt8(10), count: 200)
    #expect(throws: DocumentRefusal.self) { try TextPages.pages(long, mostPages: 2) }
  }
}
