// Portal downloads: reading by a fixed map, and by the one that is proposed for the input.

import BankFiles
import FuzzBank
import FuzzRun

runFuzzer { start, count in
  let input = bytes(start, count)
  var map = ColumnMap(
    name: "fixed", begins: "Date",
    columns: [.date: .number(1), .amount: .number(2), .indicator: .number(3), .text: .named("Text")],
    dates: .american)
  map.sign = .indicator(credits: ["CR"])
  map.account = "1"
  fuzzReader(input, DelimitedReader(map: map))
  guard var proposed = MapInference(input, name: "proposed")?.map else { return 0 }
  proposed.account = "1"
  require(proposed.problem == nil, "a proposal lacks \(proposed.problem ?? "")")
  let read = fuzzReader(input, DelimitedReader(map: proposed))
  require(read.elements.allSatisfy { $0.account.isEmpty == false }, "an item has no account")
  return 0
}
