// The samples through the whole stack in random order, nothing waiting for anything.

import AdapterKit
import Foundation
import LockboxAdapter
import Messaging
import PayerEDIAdapter
import RabbitMQ
import SeededRandom
import TestSupport
import Testing
import Workload

extension StackTests {
  @Suite(.stack())
  struct ShuffledStackTests {
    /// A charge or a file.
    private enum Portion {
      case charge(Message)
      case file(URL)
    }

    @Test("The samples end in the expected books, each file and charge handed in at random")
    func shuffled() async throws {
      let stack = try RunningStack.get()
      let seed = Seeds.from(77, count: 1)[0]
      print("order: seed \(seed)")
      var generator = SeededGenerator(seed: seed)
      let publisher = try await stack.publisher(as: BrokerUsers.billing)
      for portion in try ShuffledStackTests.portions().shuffled(using: &generator) {
        switch portion {
        case .charge(let message): try await publisher.publish(message, to: Exchange.ingress)
        case .file(let file):
          try stack.drop(file, into: Inputs.isAdvice(file) ? PayerEDIWorker.name : LockboxWorker.name)
        }
      }
      await publisher.close()
      let counts = try Dictionary(grouping: SampleInputs.all(), by: \.type).mapValues { Set($0.map(\.id)).count }
      try await eventually("everything has run its course", within: .seconds(60)) {
        try await stack.data.hasSettled(counts)
      }
      let books = try await Books(stack.data.cash())
      #expect(books.accounts == SampleExpectations.balances)
      #expect(books.workItems.count == SampleExpectations.workItems.count)
      #expect(books.workItems.values.sorted() == SampleExpectations.workItems.map(\.amount).sorted())
      #expect(try await stack.data.cash().tieOut().holds)
      #expect(try await stack.data.operations().deadLetterCount() == 0)
    }

    private static func portions() throws -> [Portion] {
      let charges = try Inputs.charges(Places.charges).map { message in
        var signed = message
        signed.userID = BrokerUsers.billing
        signed.headers = [:]
        return Portion.charge(signed)
      }
      return try charges + (Places.files(in: Places.advices) + Places.files(in: Places.bank)).map(Portion.file)
    }
  }
}
