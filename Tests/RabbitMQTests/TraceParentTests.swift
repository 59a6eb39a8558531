// W3C trace context in headers.

import Messaging
import Testing

@Suite struct TraceParentTests {
  /// The example of the recommendation, section 3.2.
  private let example = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

  @Test func theExampleOfTheRecommendationIsRead() throws {
    let parent = try #require(TraceParent(example))
    #expect(parent.traceID == "0af7651916cd43dd8448eb211c80319c")
    #expect(parent.spanID == "b7ad6b7169203331")
    #expect(parent.isSampled)
    #expect(parent.description == example)
  }

  @Test(arguments: [
    "", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
    "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
    "00-00000000000000000000000000000000-b7ad6b7169203331-01",
    "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
    "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
    "00-0af7651916cd43dd8448eb211c8031-b7ad6b7169203331-01",
  ])
  func whatBreaksTheFormIsNone(_ header: String) { #expect(TraceParent(header) == nil) }

  @Test func aLaterVersionIsReadAsFarAsItIsKnown() {
    let later = TraceParent("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02-more")
    #expect(later?.spanID == "b7ad6b7169203331")
    #expect(later?.isSampled == false)
  }

  @Test func aChildStaysInTheTrace() throws {
    var generator = SystemRandomNumberGenerator()
    let root = TraceParent.root(isSampled: false, using: &generator)
    #expect(TraceParent(root.description) == root)
    let child = root.child(using: &generator)
    #expect(child.traceID == root.traceID)
    #expect(child.spanID != root.spanID)
    #expect(!child.isSampled)
  }

  @Test func aMessageCarriesItAsAHeader() {
    var carrier = message("1")
    #expect(carrier.traceParent == nil)
    carrier.traceParent = TraceParent(example)
    #expect(carrier.headers["traceparent"] == .string(example))
    #expect(carrier.traceParent?.description == example)
    carrier.headers["traceparent"] = 5
    #expect(carrier.traceParent == nil)
    carrier.traceParent = nil
    #expect(carrier.headers.isEmpty)
  }
}
