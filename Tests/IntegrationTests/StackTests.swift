// The tests that start a broker and all workers: one after the other, so that one stack runs at a time.

import Testing

/// Suites that run the whole stack are nested in this one.
@Suite(.serialized)
enum StackTests {}
