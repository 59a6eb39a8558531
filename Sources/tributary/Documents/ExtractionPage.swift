// What was extracted as a page for the browser: the document's pages as pictures with the values' boxes on them.
// Nothing is loaded from elsewhere.

import Documents
import Foundation
import Mustache

enum ExtractionPage {
  /// The page. - Throws: the template's own faults.
  static func html(
    _ view: ExtractionView, name: String, _ pictures: [(page: Page, image: GrayImage)]
  ) throws -> String {
    let all = Array(view.values.enumerated())
    let pages: [[String: Any]] = pictures.map { page, image in
      self.page(page, image, all.filter { $0.element.page == page.number })
    }
    let content: [String: Any] = [
      "name": name, "kind": view.kind, "template": view.template, "isGood": view.reasons.isEmpty,
      "reasons": view.reasons, "sums": "\(view.checks.count(where: \.holds)) of \(view.checks.count)", "pages": pages,
      "failed": view.checks.filter { !$0.holds }.map(failed), "values": all.map { row($0.offset, $0.element) },
    ]
    return try MustacheTemplate(string: template).render(content)
  }

  private static func failed(_ check: ExtractionView.Check) -> [String: String] {
    [
      "claim": check.claim.map(String.init) ?? "", "name": check.name, "expected": "\(check.expected)",
      "found": "\(check.found)",
    ]
  }

  private static func row(_ index: Int, _ value: ExtractionView.Value) -> [String: String] {
    [
      "id": "\(index)", "claim": value.claim.map(String.init) ?? "", "field": value.name, "value": value.value,
      "text": value.text, "page": "\(value.page)", "sure": ExtractionView.percent(value.confidence),
      "class": grade(value.confidence),
    ]
  }

  private static func box(_ index: Int, _ value: ExtractionView.Value, _ page: Page) -> [String: String] {
    // In per cent of the page, so that the boxes stay where they are at every size.
    [
      "id": "\(index)", "left": share(value.box.left - 1.5, page.width), "top": share(value.box.top - 1, page.height),
      "width": share(value.box.width + 3, page.width), "height": share(value.box.height + 2, page.height),
      "class": grade(value.confidence), "title": "\(value.name): \(value.value)",
    ]
  }

  private static func grade(_ confidence: Double) -> String {
    confidence >= 0.99 ? "sure" : confidence >= 0.8 ? "fair" : "poor"
  }

  private static func page(
    _ page: Page, _ image: GrayImage, _ values: [(offset: Int, element: ExtractionView.Value)]
  ) -> [String: Any] {
    [
      "number": "\(page.number)", "picture": Data(bitmap(image)).base64EncodedString(),
      "source": page.source == .text ? "its text" : "recognition",
      "boxes": values.map { box($0.offset, $0.element, page) },
    ]
  }

  private static func share(_ part: Double, _ whole: Double) -> String {
    "\((part / whole * 100_000).rounded() / 1_000)"
  }

  /// The picture as a Windows bitmap with 256 shades, rows from the bottom: the simplest that every browser shows.
  private static func bitmap(_ image: GrayImage) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let rowBytes = (image.width + 3) / 4 * 4
    let start = 14 + 40 + 1_024
    var bytes = Array("BM".utf8) + number(start + rowBytes * image.height, 4) + number(0, 4) + number(start, 4)
    bytes += number(40, 4) + number(image.width, 4) + number(image.height, 4) + number(1, 2) + number(8, 2)
    bytes += number(0, 24)
    for shade in 0..<256 { bytes += [UInt8(shade), UInt8(shade), UInt8(shade), 0] }
    for row in (0..<image.height).reversed() {
      bytes += image.pixels[(row * image.width)..<((row + 1) * image.width)]
      bytes += Array(repeating: 0, count: rowBytes - image.width)
    }
    return bytes
  }

  /// Mustache escapes what it fills in.
  private static let template = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{{name}}</title>
    <style>
    body { font: 1rem/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
    table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; }
    th, td { text-align: left; padding: .2rem .6rem; border-bottom: 1px solid #8888; }
    td.number { text-align: right; font-variant-numeric: tabular-nums; }
    figure { position: relative; margin: 1rem 0; border: 1px solid #8888; }
    figure img { display: block; width: 100%; }
    figure a { position: absolute; border: 2px solid; border-radius: 2px; }
    .sure { border-color: #188038; } .fair { border-color: #b06000; } .poor { border-color: #c5221f; }
    td.sure { color: #188038; } td.fair { color: #b06000; } td.poor { color: #c5221f; }
    :target { outline: 3px solid #1a73e8; }
    </style>
    </head>
    <body>
    <h1>{{name}}</h1>
    <p>{{#isGood}}✓ Everything is sure enough, and the document balances.{{/isGood}}\
    {{^isGood}}✗ A person has to look.{{/isGood}} {{kind}}, template {{template}}. {{sums}} sums come out.</p>
    <ul>{{#reasons}}<li>{{.}}</li>{{/reasons}}</ul>
    <table>
    {{#failed}}
    <tr><td>{{claim}}</td><td>{{name}}</td><td class="number">{{expected}}</td><td class="number">{{found}}</td></tr>
    {{/failed}}
    </table>
    {{#pages}}
    <h2>Page {{number}}, read from {{source}}</h2>
    <figure><img alt="page {{number}}" src="data:image/bmp;base64,{{picture}}">
    {{#boxes}}
    <a id="box{{id}}" href="#row{{id}}" class="{{class}}" title="{{title}}" \
    style="left:{{left}}%;top:{{top}}%;width:{{width}}%;height:{{height}}%"></a>
    {{/boxes}}
    </figure>
    {{/pages}}
    <h2>Values</h2>
    <table>
    <thead><tr><th>Claim</th><th>Field</th><th>Value</th><th>Read as</th><th>Page</th><th>Sure, %</th></tr></thead>
    <tbody>
    {{#values}}
    <tr id="row{{id}}"><td class="number">{{claim}}</td><td>{{field}}</td><td class="number">{{value}}</td>\
    <td>{{text}}</td><td class="number"><a href="#box{{id}}">{{page}}</a></td>\
    <td class="number {{class}}">{{sure}}</td></tr>
    {{/values}}
    </tbody>
    </table>
    </body>
    </html>
    """
}
