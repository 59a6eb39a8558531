// A linear model that tells kinds of documents: a weight for each word and kind, which anybody can read, and so the
// words that decided.

import Foundation

/// Multinomial logistic regression. Weights are whole thousandths, so that the file is the same wherever it is made.
package struct KindModel: Sendable, Equatable {
  /// The kind of what is none of the others, or not surely one.
  package static let other = "other"
  /// Below this confidence a document is ``other``, and so before a person.
  package static let leastConfidence = 0.8
  /// The most words of a decision that are shown.
  private static let mostWords = 6

  package var kinds: [String]
  /// By kind, in thousandths.
  package var bias: [Int]
  /// By feature, then by kind.
  package var weights: [String: [Int]]

  package init(kinds: [String], bias: [Int], weights: [String: [Int]]) {
    (self.kinds, self.bias, self.weights) = (kinds, bias, weights)
  }

  /// What a document is.
  package struct Verdict: Sendable, Equatable {
    package var kind: String
    /// Of the likeliest kind, from 0 to 1, also where it is too low to say so.
    package var confidence: Double
    /// What spoke for it most.
    package var words: [String]
  }

  /// Tells a document by its features.
  package func verdict(_ features: Set<String>) -> Verdict {
    let shares = shares(features)
    guard let best = shares.indices.max(by: { (shares[$0], $1) < (shares[$1], $0) }) else {
      return Verdict(kind: Self.other, confidence: 0, words: [])
    }
    let words = features.compactMap { feature in weights[feature].map { (feature, $0[best]) } }
      .filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    return Verdict(
      kind: shares[best] >= Self.leastConfidence ? kinds[best] : Self.other, confidence: shares[best],
      words: words.prefix(Self.mostWords).map(\.0))
  }

  /// How likely each kind is; together 1.
  private func shares(_ features: Set<String>) -> [Double] {
    var sums = bias
    for feature in features {
      guard let own = weights[feature] else { continue }
      for kind in sums.indices { sums[kind] += own[kind] }
    }
    let most = sums.max() ?? 0
    let powers = sums.map { exp(Double($0 - most) / 1_000) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
  }
}

extension KindModel {
  private static let heading = "kinds of documents, version 1"

  /// As a file: a heading, the kinds, and a line for each feature.
  package var text: String {
    let lines =
      [Self.heading, "kinds\t" + kinds.joined(separator: "\t"), Self.line("bias", bias)]
      + weights.sorted { $0.key < $1.key }.map { Self.line($0.key, $0.value) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func line(_ name: String, _ numbers: [Int]) -> String {
    ([name] + numbers.map(String.init)).joined(separator: "\t")
  }

  /// Reads a file; nil for one that is no model of this version.
  package init?(text: String) {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.split(separator: "\t").map(String.init) }
    guard lines.count >= 3, lines[0] == [Self.heading], lines[1].first == "kinds", lines[1].count > 2,
      lines[2].first == "bias"
    else { return nil }
    kinds = Array(lines[1].dropFirst())
    var numbers: [[Int]] = []
    for line in lines.dropFirst(2) {
      let own = line.dropFirst().compactMap { Int($0) }.filter { abs($0) < 1_000_000 }
      guard own.count == kinds.count, line.count == kinds.count + 1 else { return nil }
      numbers.append(own)
    }
    bias = numbers[0]
    weights = Dictionary(
      zip(lines.dropFirst(3).map { $0[0] }, numbers.dropFirst()), uniquingKeysWith: { first, _ in first })
  }
}
