// Builds 835 documents for tests: a correct one, with any part replaced.

/// An 835 under construction. Counts and control numbers are right unless a test says otherwise.
struct Document {
  var separator = "*"
  var component = ":"
  var terminator = "~"
  var lineEnd = ""
  var sets: [AdviceText] = [AdviceText()]
  var groupID = "HP"
  var version = "005010X221A1"

  /// The whole interchange.
  var text: String {
    let body = sets.enumerated().flatMap { index, set in set.segments(control: "000\(index + 1)") }
    let all =
      ["GS*\(groupID)*PAYER*PROVIDER*20260302*0800*7*X*\(version)"] + body + ["GE*\(sets.count)*7", "IEA*1*000000042"]
    let translated = all.map(translate)
    return interchangeHeader + lineEnd + translated.map { $0 + terminator + lineEnd }.joined()
  }

  private var interchangeHeader: String {
    let head =
      "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PROVIDER       *260302*0800*^*00501*000000042*0*P*"
    return translate(head) + component + terminator
  }

  private func translate(_ segment: String) -> String {
    String(segment.map { $0 == "*" ? Character(separator) : $0 == ":" ? Character(component) : $0 })
  }
}

/// One set: what stands between ST and SE.
struct AdviceText {
  var payment = "BPR*I*150*C*ACH*CCP*01*011900254*DA*111*1351840597**01*031302955*DA*222*20260301"
  var trace = "TRN*1*TRACE-1*1351840597"
  var parties = ["N1*PR*EXAMPLE HEALTH*XV*12345", "N1*PE*EXAMPLE CLINIC*XX*1999999984", "REF*TJ*621234567"]
  var claims: [[String]] = [AdviceText.claim]
  var providerAdjustments: [String] = []
  /// SE01 beside the right number.
  var countError = 0
  var trailerControl: String?

  /// A claim of 200 charged, 150 paid, 30 contractual, 20 patient responsibility, on one line.
  static let claim = [
    "CLP*PCN-1*1*200*150*20*12*ICN-1*11*1", "NM1*QC*1*DOE*JANE****MI*MEMBER-1", "DTM*232*20260201",
    "SVC*HC:99213:25*200*150**1", "DTM*472*20260201", "CAS*CO*45*30", "CAS*PR*1*20",
  ]

  func segments(control: String) -> [String] {
    let inside =
      [payment, trace] + parties + (claims.isEmpty ? [] : ["LX*1"]) + claims.flatMap { $0 } + providerAdjustments
    let count = inside.count + 2 + countError
    return ["ST*835*\(control)"] + inside + ["SE*\(count)*\(trailerControl ?? control)"]
  }
}
