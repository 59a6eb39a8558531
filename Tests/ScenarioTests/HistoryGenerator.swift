// Random histories of a clinic: the same for the same seed.

import PaymentEvents
import SeededRandom
import Workload

/// Makes up claims and what payers, banks and patients do with them, as steps of a case.
struct HistoryGenerator {
  private var generator: SeededGenerator
  private var steps: [ScenarioStep] = []
  private var traces = 0
  /// Balances that payers carry forward, by payer: the trace number and the cents.
  private var forwarded: [String: (trace: String, amount: Int64)] = [:]

  /// A claim while its history is being made up. Cents.
  private struct ClaimStory {
    var number: String
    var charge: Int64
    var hasSecond: Bool
    var share: PayerShare
  }

  /// What a payer does with a claim. Cents.
  private struct PayerShare {
    var paid: Int64
    var contractual: Int64
    var denied: Int64
    var left: Int64
  }

  private init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// A history of so many claims.
  static func history(seed: UInt64, claims: Int) -> Scenario {
    var maker = HistoryGenerator(seed: seed)
    var stories: [ClaimStory] = []
    for number in 1...claims { stories.append(maker.newClaim(number)) }
    // Some payers pay more than 70 percent and some less, so that comparisons go both ways.
    maker.add("contract", ["K1", "p1"], [:], ["percent-of-charge - 70.00"])
    while !stories.isEmpty {
      let count = min(stories.count, maker.draw(1...4))
      maker.primary(Array(stories.prefix(count)))
      for story in stories.prefix(count) { maker.rest(of: story) }
      stories.removeFirst(count)
    }
    var scenario = Scenario(name: "history \(seed)", place: "seed \(seed)")
    scenario.steps = maker.steps
    return scenario
  }

  // MARK: - Claims

  private mutating func newClaim(_ number: Int) -> ClaimStory {
    let charge = Int64(draw(50...500)) * 100
    let hasSecond = draw(1...3) == 1
    let story = ClaimStory(
      number: "FC-\(number)", charge: charge, hasSecond: hasSecond, share: divide(charge))
    add("charge", [story.number, text(charge), "p1"] + (hasSecond ? ["p2"] : []))
    return story
  }

  private mutating func divide(_ amount: Int64) -> PayerShare {
    let contractual = Int64(draw(0...40)) * amount / 100
    let denied = draw(1...6) == 1 ? (amount - contractual) / 2 : 0
    let left = Int64(draw(0...30)) * (amount - contractual - denied) / 100
    return PayerShare(paid: amount - contractual - denied - left, contractual: contractual, denied: denied, left: left)
  }

  private func segments(_ story: ClaimStory, _ share: PayerShare, sign: Int64 = 1) -> [String] {
    let status = sign < 0 ? "22" : "1"
    var segments = [
      "CLP*\(story.number)*\(status)*\(text(sign * story.charge))*\(text(sign * share.paid))*"
        + "\(text(sign * share.left))*12*PC-\(story.number)"
    ]
    for (code, amount) in [("CO*45", share.contractual), ("CO*16", share.denied), ("PR*2", share.left)]
    where amount != 0 { segments.append("CAS*\(code)*\(text(sign * amount))") }
    let charge = text(sign * story.charge)
    return segments + ["SVC*HC:99213*\(charge)*\(charge)**1", "DTM*472*20260210"]
  }

  private mutating func primary(_ stories: [ClaimStory]) {
    advice("p1", stories.flatMap { segments($0, $0.share) }, paid: stories.map(\.share.paid).reduce(0, +))
  }

  private mutating func rest(of story: ClaimStory) {
    var owed = story.share.left
    if story.hasSecond, owed > 0, draw(1...4) > 1 { owed = secondary(story) }
    if owed > 0, !story.hasSecond || owed < story.share.left, draw(1...2) == 1 {
      add("patient", [text(draw(1...5) == 1 ? owed + 500 : owed)], ["claim": story.number, "account": "003"])
    }
    if draw(1...3) == 1 { correct(story) }
  }

  /// Returns what is left to the patient.
  private mutating func secondary(_ story: ClaimStory) -> Int64 {
    let open = story.share.left
    let copay = Int64(draw(0...20)) * open / 100
    var segments = [
      "CLP*\(story.number)*2*\(text(story.charge))*\(text(open - copay))*\(text(copay))*12*PS-\(story.number)",
      "CAS*OA*23*\(text(story.charge - open))",
    ]
    if copay != 0 { segments.append("CAS*PR*3*\(text(copay))") }
    advice("p2", segments, paid: open - copay)
    return copay
  }

  /// The first payer reverses the claim and pays it again, in one advice or in two.
  private mutating func correct(_ story: ClaimStory) {
    let share = divide(story.charge)
    guard share.paid != story.share.paid else { return }
    let reversal = segments(story, story.share, sign: -1)
    let correction = segments(story, share)
    if draw(1...2) == 1 {
      advice("p1", reversal + correction, paid: share.paid - story.share.paid)
    } else {
      advice("p1", reversal, paid: -story.share.paid)
      advice("p1", correction, paid: share.paid)
    }
  }

  // MARK: - Payments

  /// An advice with its money; what is below zero goes forward, and is taken back by a later advice.
  private mutating func advice(_ payer: String, _ claims: [String], paid: Int64) {
    traces += 1
    let trace = "T\(traces)"
    var net = paid
    var adjustments: [String] = []
    if let item = forwarded[payer], net > 0 {
      let taken = min(net, item.amount)
      adjustments.append("FB:\(item.trace)*\(text(taken))")
      net -= taken
      forwarded[payer] = item.amount == taken ? nil : (item.trace, item.amount - taken)
    }
    if net < 0 {
      // What was carried forward before stays under its own trace number.
      adjustments.append("FB:\(trace)*\(text(net))")
      if forwarded[payer] == nil { forwarded[payer] = (trace, -net) }
      net = 0
    }
    if draw(1...6) == 1 {
      adjustments.append("L6*-1.50")
      net += 150
    }
    var all = claims
    if !adjustments.isEmpty { all.append("PLB*\(Cast.provider)*20261231*" + adjustments.joined(separator: "*")) }
    add("835", [payer, trace, text(net)], ["method": net == 0 ? "NON" : "ACH"], all)
    if net > 0 { money(payer, trace, net) }
  }

  private mutating func money(_ payer: String, _ trace: String, _ amount: Int64) {
    switch draw(1...10) {
    case 1: break  // it never comes
    case 2 where amount > 1000:
      add("ach", [payer, trace, text(amount - 700)], ["as": "\(trace)-a"])
      add("ach", [payer, trace, text(700)], ["as": "\(trace)-b", "on": "2026-03-05"])
    case 3: add("bai2", ["-", trace, text(amount)])
    case 4: add("ach", [payer, trace, text(amount + 2500)])
    default: add("ach", [payer, trace, text(amount)])
    }
  }

  // MARK: - Steps

  private mutating func add(
    _ verb: String, _ words: [String], _ options: [String: String] = [:], _ segments: [String] = []
  ) {
    steps.append(
      ScenarioStep(line: steps.count + 1, verb: verb, words: words, options: options, segments: segments))
  }

  private mutating func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

  private func text(_ cents: Int64) -> String { Money.text(cents).replacing(",", with: "") }
}
