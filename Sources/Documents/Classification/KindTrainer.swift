// Learns a model of kinds from labelled documents: gradient descent over all of them, which comes out the same each
// time.

import Foundation

/// Trains models.
package struct KindTrainer: Sendable {
  /// A document and what it is.
  package struct Example: Sendable {
    package var kind: String
    package var features: Set<String>

    package init(kind: String, features: Set<String>) { (self.kind, self.features) = (kind, features) }
  }

  /// How much large weights cost: few documents must not make a single word decide.
  package var decay = 0.02
  package var steps = 2_000
  package var rate = 0.05
  /// Words in fewer documents say nothing.
  package var fewestDocuments = 2
  /// The most words that are kept.
  package var mostFeatures = 600

  package init() {}

  /// Learns; nil for fewer than two kinds.
  package func model(_ examples: [Example]) -> KindModel? {
    let kinds = Set(examples.map(\.kind)).sorted()
    guard kinds.count > 1 else { return nil }
    var counts: [String: Int] = [:]
    for example in examples { for feature in example.features { counts[feature, default: 0] += 1 } }
    let features = counts.filter { $0.value >= fewestDocuments && $0.value < examples.count }.keys.sorted()
    let places = Dictionary(uniqueKeysWithValues: features.enumerated().map { ($0.element, $0.offset + 1) })
    let rows = examples.map { example in
      // Place 0 is the bias. Sorted, since sums of fractions depend on their order.
      (kind: kinds.firstIndex(of: example.kind) ?? 0, places: [0] + example.features.compactMap { places[$0] }.sorted())
    }
    let strengths = [1] + features.map(KindFeatures.strength)
    // A kind with many documents must not outweigh the others.
    let ofKind = kinds.map { kind in Double(examples.count { $0.kind == kind }) }
    let shares = rows.map { 1 / (ofKind[$0.kind] * Double(kinds.count)) }
    var weights = [[Double]](repeating: Array(repeating: 0, count: kinds.count), count: features.count + 1)
    for _ in 0..<steps { descend(&weights, rows, shares, strengths) }
    let scaled = zip(weights, strengths).map { row, strength in row.map { $0 * strength } }
    return Self.model(kinds, features, scaled, mostFeatures)
  }

  private func descend(
    _ weights: inout [[Double]], _ rows: [(kind: Int, places: [Int])], _ shares: [Double], _ strengths: [Double]
  ) {
    let kinds = weights[0].count
    var slopes = [[Double]](repeating: Array(repeating: 0, count: kinds), count: weights.count)
    for (row, share) in zip(rows, shares) {
      let sums = (0..<kinds).map { kind in row.places.reduce(0) { $0 + weights[$1][kind] * strengths[$1] } }
      let most = sums.max() ?? 0
      let powers = sums.map { exp($0 - most) }
      let total = powers.reduce(0, +)
      for kind in 0..<kinds {
        let error = (powers[kind] / total - (kind == row.kind ? 1 : 0)) * share
        for place in row.places { slopes[place][kind] += error * strengths[place] }
      }
    }
    for place in weights.indices {
      for kind in 0..<kinds {
        let cost = place == 0 ? 0 : decay * weights[place][kind] / Double(kinds)
        weights[place][kind] -= rate * (slopes[place][kind] + cost)
      }
    }
  }

  private static func model(
    _ kinds: [String], _ features: [String], _ weights: [[Double]], _ most: Int
  ) -> KindModel {
    func thousandths(_ row: [Double]) -> [Int] { row.map { Int(($0 * 1_000).rounded()) } }
    let rows = zip(features, weights.dropFirst()).map { (name: $0, row: thousandths($1)) }
      .filter { $0.row.contains { abs($0) >= 10 } }
      .sorted { ($1.row.map(abs).max() ?? 0, $0.name) < ($0.row.map(abs).max() ?? 0, $1.name) }
    return KindModel(
      kinds: kinds, bias: thousandths(weights[0]),
      weights: Dictionary(
        rows.prefix(most).map { ($0.name, $0.row) }, uniquingKeysWith: { first, _ in first }))
  }
}
