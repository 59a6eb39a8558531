// The report of `tributary validate` as a page that can be sent to a payer's help desk: no patient data, nothing loaded
// from elsewhere, good to print.

import AdapterKit
import Mustache
import PaymentEvents

/// One page about all files.
enum ValidationPage {
  /// The page. - Throws: the template's own faults.
  static func html(_ reports: [ValidationReport]) throws -> String {
    try MustacheTemplate(string: template).render(["files": reports.map(file)])
  }

  private static func file(_ report: ValidationReport) -> [String: Any] {
    [
      "name": report.file, "digest": report.digest, "format": report.format, "verdict": report.verdict,
      "isGood": report.isGood,
      "kept": KeptTotal.line(report.kept) ?? "",
      "rejections": report.rejections.map { rejection in
        [
          "place": rejection.position ?? "the whole file", "reason": rejection.reason,
          "findings": rejection.findings.map { finding($0, report.format) },
          "more": more(rejection.findingCount - rejection.findings.count),
        ] as [String: Any]
      },
      "sums": report.balance.map { sum in
        [
          "trace": sum.traceNumber, "level": sum.level, "segment": sum.segment, "parts": money(sum.expected),
          "whole": money(sum.found), "difference": money(sum.found - sum.expected),
        ] as [String: Any]
      },
      "hasSums": !report.balance.isEmpty, "hasWarnings": !report.warnings.isEmpty,
      "warnings": report.warnings.map { finding($0, report.format) },
    ]
  }

  private static func finding(_ finding: FileRejected.Finding, _ format: String) -> [String: Any] {
    [
      "severity": finding.severity, "rule": finding.rule, "message": finding.message,
      "record": finding.segment.map { "\(format == "x12" ? "segment" : "record") \($0)" } ?? "",
      "element": finding.element ?? "", "byte": finding.byteOffset.map { "\($0)" } ?? "",
    ]
  }

  private static func more(_ count: Int) -> String { count > 0 ? "and \(count) more" : "" }

  /// Mustache escapes what it fills in.
  private static let template = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Validation report</title>
    <style>
    :root { color-scheme: light dark; }
    body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
    table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; }
    th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #8888; }
    td.number { text-align: right; font-variant-numeric: tabular-nums; }
    code { font-size: .9em; overflow-wrap: anywhere; }
    section { break-inside: avoid-page; }
    </style>
    </head>
    <body>
    <h1>Validation report</h1>
    {{#files}}
    <section>
    <h2>{{name}}</h2>
    <p>{{#isGood}}✓{{/isGood}}{{^isGood}}✗{{/isGood}} {{format}}: {{verdict}}.<br>SHA-256 <code>{{digest}}</code></p>
    <p>{{kept}}</p>
    {{#rejections}}
    <h3>Rejected: {{place}}</h3>
    <p>{{reason}}</p>
    <table>
    <thead><tr><th>Severity</th><th>Rule</th><th>Where</th><th>Element</th><th>Byte</th><th>What</th></tr></thead>
    <tbody>
    {{#findings}}
    <tr><td>{{severity}}</td><td><code>{{rule}}</code></td><td>{{record}}</td><td>{{element}}</td><td>{{byte}}</td>\
    <td>{{message}}</td></tr>
    {{/findings}}
    </tbody>
    </table>
    <p>{{more}}</p>
    {{/rejections}}
    {{#hasSums}}
    <h3>Sums that do not add up</h3>
    <table>
    <thead><tr><th>Trace number</th><th>Level</th><th>Segment</th><th>The parts give</th><th>The document says</th>\
    <th>Difference</th></tr></thead>
    <tbody>
    {{#sums}}
    <tr><td>{{trace}}</td><td>{{level}}</td><td>{{segment}}</td><td class="number">{{parts}}</td>\
    <td class="number">{{whole}}</td><td class="number">{{difference}}</td></tr>
    {{/sums}}
    </tbody>
    </table>
    {{/hasSums}}
    {{#hasWarnings}}
    <h3>Deviations that did not keep it from being read</h3>
    <table>
    <thead><tr><th>Severity</th><th>Rule</th><th>Where</th><th>Element</th><th>Byte</th><th>What</th></tr></thead>
    <tbody>
    {{#warnings}}
    <tr><td>{{severity}}</td><td><code>{{rule}}</code></td><td>{{record}}</td><td>{{element}}</td><td>{{byte}}</td>\
    <td>{{message}}</td></tr>
    {{/warnings}}
    </tbody>
    </table>
    {{/hasWarnings}}
    </section>
    {{/files}}
    </body>
    </html>
    """
}
