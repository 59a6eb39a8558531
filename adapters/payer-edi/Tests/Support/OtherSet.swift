// Builds interchanges with sets other than the advice.

/// An interchange with one set; counts and control numbers are right.
struct OtherSet {
  var identifier: String
  var group: String
  var version: String
  var segments: [String]

  /// The whole interchange.
  var text: String {
    let header =
      "ISA*00*          *00*          *ZZ*LARKSPUR       *ZZ*RIVERSIDE      *260302*0800*^*00501*000000905*0*P*:"
    let all =
      [
        header, "GS*\(group)*LARKSPUR*RIVERSIDE*20260302*0800*905*X*\(version)",
        "ST*\(identifier)*0001*\(version)",
      ] + segments + ["SE*\(segments.count + 2)*0001", "GE*1*905", "IEA*1*000000905"]
    return all.map { $0 + "~" }.joined()
  }

  static let professionalClaim = OtherSet(
    identifier: "837", group: "HC", version: "005010X222A1",
    segments: [
      "BHT*0019*00*BATCH-1*20260301*0800*CH", "NM1*41*2*RIVERSIDE*****46*S1", "PER*IC*DESK*TE*5550100",
      "NM1*40*2*LARKSPUR*****46*R1", "HL*1**20*1", "NM1*85*2*RIVERSIDE CLINIC*****XX*1999999984", "N3*1 MAIN",
      "N4*SPRINGFIELD*IL*627010000", "REF*EI*990000001", "HL*2*1*22*0", "SBR*S*18*******CI",
      "NM1*IL*1*DOE*JANE****MI*W123", "NM1*PR*2*LARKSPUR HEALTH*****PI*60054",
      "CLM*PCN-1*150***11:B:7*Y*A*Y*Y", "AMT*F5*20", "REF*G1*AUTH-1", "REF*F8*ICN-0", "REF*EA*MR-1",
      "HI*ABK:J069*ABF:E119", "NM1*82*1*WHO*DOC****XX*1999999976", "SBR*P*01*******MB", "CAS*CO*45*30*1*253*.5",
      "AMT*D*80", "OI***Y***Y", "NM1*IL*1*DOE*JANE****MI*M9", "NM1*PR*2*FIRST HEALTH*****PI*F1", "LX*1",
      "SV1*HC:99213:25*100*UN*1***1", "DTP*472*D8*20260201", "REF*6R*L1", "SVD*F1*80*HC:99213**1",
      "CAS*PR*1*20", "DTP*573*D8*20260220", "LX*2", "SV1*HC:85025*50*UN*2.5***1", "DTP*472*RD8*20260201-20260203",
    ])

  static let claimAcknowledgement = OtherSet(
    identifier: "277", group: "HN", version: "005010X214",
    segments: [
      "BHT*0085*08*277X*20260303*0800*TH", "HL*1**20*1", "NM1*PR*2*LARKSPUR HEALTH*****PI*60054", "TRN*1*T1",
      "DTP*050*D8*20260302", "DTP*009*D8*20260303", "HL*2*1*21*1", "NM1*41*2*RIVERSIDE*****46*S1", "TRN*2*BATCH-1",
      "STC*A1:19:PR*20260303*WQ*350", "QTY*90*1", "QTY*AA*1", "AMT*YU*150", "AMT*YY*200", "HL*3*2*19*1",
      "NM1*85*2*RIVERSIDE CLINIC*****XX*1999999984", "TRN*1*0", "STC*A1:19:PR**WQ*350", "HL*4*3*PT",
      "NM1*QC*1*DOE*JANE****MI*W123", "TRN*2*PCN-1", "STC*A2:20:PR*20260303*WQ*150", "REF*1K*ICN-1",
      "DTP*472*D8*20260201", "HL*5*3*PT", "NM1*QC*1*ROE*RICHARD****MI*W124", "TRN*2*PCN-2",
      "STC*A3:21:IL*20260303*U*200******A7:562:85**DATA MISSING", "DTP*472*RD8*20260201-20260203",
      "SVC*HC:99213*200", "STC*A7:507*20260303*U", "REF*FJ*L1",
    ])

  static let claimStatus = OtherSet(
    identifier: "277", group: "HN", version: "005010X212",
    segments: [
      "BHT*0010*08*277A*20260303*0800*DG", "HL*1**20*1", "NM1*PR*2*LARKSPUR HEALTH*****PI*60054", "HL*2*1*21*1",
      "NM1*41*2*RIVERSIDE*****46*S1", "HL*3*2*19*1", "NM1*1P*2*RIVERSIDE CLINIC*****XX*1999999984", "HL*4*3*22*0",
      "NM1*IL*1*DOE*JANE****MI*W123", "TRN*2*STAT-1", "STC*F1:65*20260303**150*80*20260302*CHK*20260304*TRACE-1",
      "REF*1K*ICN-1", "REF*EJ*PCN-1", "DTP*472*D8*20260201", "SVC*HC:99213*150*80****1", "STC*F1:65*20260303",
      "DTP*472*D8*20260201",
    ])

  static let eligibility = OtherSet(
    identifier: "271", group: "HB", version: "005010X279A1",
    segments: [
      "BHT*0022*11*ELIG*20260303*0800", "HL*1**20*1", "NM1*PR*2*LARKSPUR HEALTH*****PI*60054", "HL*2*1*21*1",
      "NM1*1P*2*RIVERSIDE CLINIC*****XX*1999999984", "HL*3*2*22*1", "TRN*2*ELIG-1*9RIVERSIDE",
      "NM1*IL*1*DOE*JANE****MI*W123", "DTP*291*D8*20260101", "EB*1**30^1^98*PR*GOLD", "DTP*348*RD8*20260101-20261231",
      "EB*B*IND*98***27*20.00*****Y", "MSG*PER VISIT", "EB*A*IND*30*****.2", "HL*4*3*23*0", "TRN*2*ELIG-2*9RIVERSIDE",
      "NM1*03*1*DOE*JIM", "AAA*N**75*C",
    ])

  static let premium = OtherSet(
    identifier: "820", group: "RA", version: "005010X218",
    segments: [
      "BPR*C*290*C*ACH*CCP*01*111*DA*222*1512345678**01*333*DA*444*20260301", "TRN*3*TRACE-8*1512345678",
      "N1*PE*RIVERSIDE*FI*990000001", "N1*PR*LARKSPUR*FI*1512345678", "ENT*1*2J*34*123456789",
      "NM1*IL*1*DOE*JANE****N*W123", "RMR*AZ*POLICY-1**200*210", "DTM*582****RD8*20260301-20260331", "ADX*-10*52",
      "ENT*2*2J*34*987654321", "NM1*IL*1*ROE*RICHARD****N*W124", "ADX*-10*53", "RMR*AZ*POLICY-2**100",
    ])

  static let acknowledgement = OtherSet(
    identifier: "999", group: "FA", version: "005010X231A1",
    segments: [
      "AK1*HC*17456*005010X222A1", "AK2*837*0001*005010X222A1", "IK5*A", "AK2*837*0002*005010X222A1",
      "IK3*CLM*22*2300*8", "IK4*2*782*1", "IK4*5:3**7*9", "IK5*R*5", "AK9*P*2*2*1",
    ])
}
