// Metrics as Prometheus reads them (text exposition format 0.0.4).

import AdapterKit
import Metrics
import Testing

@Suite struct MetricsRegistryTests {
  @Test func everySeriesIsALineInAStableOrder() {
    let registry = MetricsRegistry()
    registry.makeCounter(label: "b_total", dimensions: []).increment(by: 2)
    registry.makeCounter(label: "a_total", dimensions: [("queue", "q1")]).increment(by: 3)
    registry.makeCounter(label: "a_total", dimensions: [("queue", "q2")]).increment(by: 4)
    registry.makeRecorder(label: "depth", dimensions: [], aggregate: false).record(Int64(7))
    registry.makeRecorder(label: "depth", dimensions: [], aggregate: false).record(Int64(5))
    let timer = registry.makeTimer(label: "took", dimensions: [("step", "x")])
    timer.recordNanoseconds(1_500_000_000)
    timer.recordNanoseconds(500_000_000)
    _ = registry.makeCounter(label: "untouched_total", dimensions: [])
    #expect(
      registry.exposition() == """
        a_total{queue="q1"} 3
        a_total{queue="q2"} 4
        b_total 2
        depth 5.0
        took_seconds_sum{step="x"} 2.0
        took_seconds_count{step="x"} 2
        untouched_total 0

        """)
  }

  @Test func whatSomethingCountsByItselfIsReadWhenSomebodyLooks() {
    let registry = MetricsRegistry()
    let source = registry.makeCounter(label: "b_total", dimensions: [])
    registry.gather([("connection", "x")]) { [("c_total", 3), ("a_seconds_total", 0.5)] }
    source.increment(by: 1)
    #expect(
      registry.exposition() == """
        a_seconds_total{connection="x"} 0.5
        b_total 1
        c_total{connection="x"} 3

        """)
  }

  @Test func theSameLabelIsTheSameSeries() {
    let registry = MetricsRegistry()
    registry.makeCounter(label: "a_total", dimensions: []).increment(by: 1)
    registry.makeCounter(label: "a_total", dimensions: []).increment(by: 1)
    #expect(registry.exposition() == "a_total 2\n")
    registry.makeCounter(label: "a_total", dimensions: []).reset()
    #expect(registry.exposition() == "a_total 0\n")
  }

  /// A label value may hold anything; a line must stay a line.
  @Test func labelValuesAreEscaped() {
    let registry = MetricsRegistry()
    registry.makeCounter(label: "a_total", dimensions: [("queue", "x\"y\\z\nv")]).increment(by: 1)
    #expect(registry.exposition() == "a_total{queue=\"x\\\"y\\\\z\\nv\"} 1\n")
  }
}
