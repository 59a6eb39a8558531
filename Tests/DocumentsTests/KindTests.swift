// Kinds of documents by a linear model: learnt the same each time, shown with what decided, unsure where it is.

import Documents
import SyntheticDocuments
import Testing

@Suite struct KindTests {
  private static let examples: [KindTrainer.Example] =
    (0..<6).map { .init(kind: "eob", features: ["#table", "paid", "word\($0)"]) }
    + (0..<3).map { .init(kind: "denial-letter", features: ["#prose", "appeal", "word\($0)"]) }

  @Test func whatWasLearntIsTold() throws {
    let model = try #require(KindTrainer().model(Self.examples))
    #expect(model == KindTrainer().model(Self.examples))
    let verdict = model.verdict(["#prose", "appeal", "unknown"])
    #expect(verdict.kind == "denial-letter" && verdict.confidence > 0.9)
    #expect(Set(verdict.words).isSuperset(of: ["#prose", "appeal"]) && !verdict.words.contains("unknown"))
    #expect(model.verdict(["paid", "#table"]).kind == "eob")
  }

  @Test func whatIsNotSureIsOther() throws {
    let model = try #require(KindTrainer().model(Self.examples))
    let verdict = model.verdict(["paid", "appeal"])
    #expect(verdict.kind == KindModel.other && verdict.confidence < KindModel.leastConfidence)
    #expect(KindTrainer().model(Array(Self.examples.prefix(3))) == nil, "one kind tells nothing")
  }

  @Test func aModelComesBackFromItsFile() throws {
    let model = try #require(KindTrainer().model(Self.examples))
    #expect(KindModel(text: model.text) == model)
    for text in ["", "kinds\n", model.text.replacing("version 1", with: "version 2"), model.text + "word\t1\n"] {
      #expect(KindModel(text: text) == nil)
    }
  }

  @Test func signsOfTheLayoutAreAmongTheFeatures() {
    func line(_ text: String, _ top: Double) -> [Word] { TemplateTests.words(text, top: top) }
    let words = line("Notice of Denial", 40) + line("A1 10.00 2.00 8.00", 80)
    let page = Page(number: 1, width: 612, height: 792, words: words, source: .text)
    let features = KindFeatures.of(PageLine.lines(page), kinds: ["denial-letter": [Label("notice of denial")]])
    #expect(features == ["notice", "denial", "~denial-letter", "#amounts-few", "#table", "#no-prose"])
  }
}
