// Three levels of balance: reported exactly, never corrected, never a reason to reject.

import PayerEDIAdapter
import PaymentEvents
import Testing

@Suite struct BalanceTests {
  private func balance(_ change: (inout AdviceText) -> Void) throws -> RemittanceReceived.Balance {
    var document = Document()
    change(&document.sets[0])
    let translated = try Translated(document.text)
    #expect(translated.summaries.map(\.outcome) == [.translated])
    return try #require(try translated.headers().first).balance
  }

  @Test func `A correct advice balances`() throws {
    let balance = try balance { _ in }
    #expect(balance == .init(balanced: true, findings: [], findingCount: 0))
  }

  @Test func `A line that is off by a cent is named`() throws {
    let balance = try balance { $0.claims[0][3] = "SVC*HC:99213:25*200*149.99**1" }
    #expect(balance.balanced)
    #expect(balance.findings.map(\.level) == ["line"])
    #expect(balance.findings.map(\.segment) == [13])
    #expect(balance.findings.map(\.expected.cents) == [150_00])
    #expect(balance.findings.map(\.found.cents) == [149_99])
  }

  @Test func `A claim that is off is named, and the advice may still balance`() throws {
    let balance = try balance { $0.claims[0][0] = "CLP*PCN-1*1*201*150*20*12*ICN-1*11*1" }
    #expect(balance.balanced)
    #expect(balance.findings.map(\.level) == ["claim"])
    #expect(balance.findings.map(\.expected.cents) == [151_00])
  }

  @Test func `An advice that is off is named`() throws {
    let balance = try balance { $0.payment = $0.payment.replacing("*150*", with: "*150.01*") }
    #expect(!balance.balanced)
    #expect(balance.findings.map(\.level) == ["transaction"])
    #expect(balance.findings.map(\.segment) == [17])
    #expect(balance.findings.map(\.expected.cents) == [150_00])
    #expect(balance.findings.map(\.found.cents) == [150_01])
  }

  @Test func `Provider adjustments reduce the payment`() throws {
    let balance = try balance {
      $0.payment = $0.payment.replacing("*150*", with: "*130*")
      $0.providerAdjustments = ["PLB*1999999984*20261231*WO:A*25*FB:B*-5"]
    }
    #expect(balance.balanced)
  }

  @Test func `Claim and line adjustments count together at the claim`() throws {
    let balance = try balance {
      $0.claims[0][0] = "CLP*PCN-1*1*210*150*20*12*ICN-1*11*1"
      $0.claims[0].insert("CAS*CO*A2*10", at: 1)
    }
    #expect(balance.findings.isEmpty)
  }

  @Test func `A thousand are listed, all are counted`() throws {
    let claim = ["CLP*A*1*2*1*0*12*B"]
    let balance = try balance {
      $0.claims = Array(repeating: claim, count: 1001)
      $0.payment = $0.payment.replacing("*150*", with: "*1001*")
    }
    #expect(balance.balanced)
    #expect(balance.findings.count == 1000)
    #expect(balance.findingCount == 1001)
  }

  @Test func `A zero payment of denials balances`() throws {
    let balance = try balance {
      $0.payment = "BPR*H*0*C*NON************20260301"
      $0.claims = [["CLP*A*1*80*0*0*12*B", "SVC*HC:1*80*0**0", "CAS*CO*29*80"]]
    }
    #expect(balance.balanced && balance.findings.isEmpty)
  }
}
