// What a measured stretch of work took: time, processor time, allocations.

import Foundation

/// Taken at one moment, or the difference of two. The clients in C and Go print the same as JSON.
struct Usage: Codable, Sendable {
  var seconds: Double
  var userSeconds: Double
  var systemSeconds: Double
  var allocations: UInt64

  /// User and system time, in seconds.
  var processorSeconds: Double { userSeconds + systemSeconds }

  /// What this process used so far.
  static func now() -> Usage {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Usage(
      seconds: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9,
      userSeconds: Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6,
      systemSeconds: Double(usage.ru_stime.tv_sec) + Double(usage.ru_stime.tv_usec) / 1e6,
      allocations: AllocationCount.now())
  }

  static func - (end: Usage, start: Usage) -> Usage {
    Usage(
      seconds: end.seconds - start.seconds, userSeconds: end.userSeconds - start.userSeconds,
      systemSeconds: end.systemSeconds - start.systemSeconds, allocations: end.allocations - start.allocations)
  }

  /// Prints it as one line of JSON.
  func report() throws { say(String(decoding: try JSONEncoder().encode(self), as: UTF8.self)) }
}

/// The counter in `c/count-allocations.c`, where that is preloaded.
enum AllocationCount {
  private typealias Counter = @convention(c) () -> UInt64

  private static let counter: Counter? = {
    // No handle means all that is loaded (RTLD_DEFAULT).
    guard let symbol = dlsym(nil, "amqp_bench_allocations") else { return nil }
    return unsafeBitCast(symbol, to: Counter.self)
  }()

  static func now() -> UInt64 { counter?() ?? 0 }
}
