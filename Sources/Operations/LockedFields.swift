// What a correction may not change: amounts, trace, payer, and what makes the event the event that it is.

import Foundation

/// Compares an original with its correction.
struct LockedFields {
  /// Members of the envelope that may be corrected. All others identify the event.
  static let freeAttributes: Set<String> = ["time", "datacontenttype", "dataschema", "specversion", "producerversion"]

  /// Members of `data`, at any depth, that stay as they are with all that is in them. Numbers stay everywhere: every
  /// amount is one.
  static let lockedNames: Set<String> = [
    "traceNumber", "traceOriginator", "payer", "payers", "originator", "currency", "account", "kind", "direction",
    "method", "journal", "remittance", "deposit", "unit", "reference", "party",
  ]

  /// Where the two differ, as JSON pointers, sorted.
  private(set) var changes: [String] = []
  /// Those of them that must not.
  private(set) var violations: [String] = []

  /// Compares two events.
  init(original: [String: Any], corrected: [String: Any]) {
    for name in Set(original.keys).union(corrected.keys).sorted() {
      let locked = name != "data" && !LockedFields.freeAttributes.contains(name)
      compare(original[name], corrected[name], at: "/\(LockedFields.escaped(name))", locked: locked)
    }
  }

  private mutating func compare(_ old: Any?, _ new: Any?, at place: String, locked: Bool) {
    if let old = old as? [String: Any], let new = new as? [String: Any] {
      for name in Set(old.keys).union(new.keys).sorted() {
        compare(
          old[name], new[name], at: "\(place)/\(LockedFields.escaped(name))",
          locked: locked || LockedFields.lockedNames.contains(name))
      }
    } else if let old = old as? [Any], let new = new as? [Any] {
      for index in 0..<max(old.count, new.count) {
        compare(
          index < old.count ? old[index] : nil, index < new.count ? new[index] : nil, at: "\(place)/\(index)",
          locked: locked)
      }
    } else if !LockedFields.equal(old, new) {
      changes.append(place)
      if locked || LockedFields.holdsLocked(old) || LockedFields.holdsLocked(new) { violations.append(place) }
    }
  }

  private static func equal(_ old: Any?, _ new: Any?) -> Bool {
    switch (old, new) {
    case (nil, nil): true
    case (let old as String, let new as String): old == new
    case (let old as NSNumber, let new as NSNumber): old == new
    case (is NSNull, is NSNull): true
    default: false
    }
  }

  /// A number, or anything with one or with a locked member in it.
  private static func holdsLocked(_ value: Any?) -> Bool {
    switch value {
    case is String: false
    case let object as [String: Any]:
      object.contains { lockedNames.contains($0.key) || holdsLocked($0.value) }
    case let list as [Any]: list.contains(where: holdsLocked)
    case is NSNumber: true
    default: false
    }
  }

  /// A name in a JSON pointer (RFC 6901, section 3).
  private static func escaped(_ name: String) -> String {
    name.replacing("~", with: "~0").replacing("/", with: "~1")
  }
}
