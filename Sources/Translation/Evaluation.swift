// Applies rules to a document.

import JSONRules

/// One run over one document.
struct Evaluation {
  /// Where a rule looks: a value of the input, and its place.
  struct Scope {
    var value: JSONValue
    var place: JSONPointer
  }

  let root: JSONValue
  /// The translation's name, for faults.
  let name: String
  private var made = 0

  /// The most values that one document may be translated to.
  static let maximumValues = 100_000

  init(root: JSONValue, name: String) {
    self.root = root
    self.name = name
  }

  var outermost: Scope { Scope(value: root, place: .root) }

  /// The value that a rule gives; nil where there is none and there need not be one.
  mutating func value(
    _ rule: Rule, in scope: Scope, mayBeAbsent: Bool = false
  ) throws(TranslationFault) -> JSONValue? {
    if let condition = rule.condition, !condition.verdict(on: scope.value).holds { return nil }
    let (found, place) = try find(rule, in: scope)
    if let found, !found.isAbsent {
      let converted = try convert(found, rule, place)
      if let converted, !converted.isAbsent {
        try count(converted, rule, place)
        return converted
      }
    }
    if let standard = rule.standard { return standard }
    guard !rule.isOptional, !mayBeAbsent else { return nil }
    throw fault(
      "missing-value", rule, place,
      "there is no value; send it, or give the rule a default, or say optional: true where the event can do without")
  }

  /// An object's members.
  mutating func object(_ object: ObjectRule, in scope: Scope) throws(TranslationFault) -> JSONValue {
    var members: [String: JSONValue] = [:]
    if object.keepsRest, case .object(let given) = scope.value {
      members = given.filter { !object.dropped.contains($0.key) }
    }
    for (name, rule) in object.members {
      if let value = try value(rule, in: scope) { members[name] = value }
    }
    return .object(members)
  }

  private mutating func find(
    _ rule: Rule, in scope: Scope
  ) throws(TranslationFault) -> (JSONValue?, JSONPointer) {
    switch rule.origin {
    case .fields(let pointers, let inRoot): return field(pointers, inRoot ? outermost : scope)
    case .constant(let value): return (value, scope.place)
    case .object(let members): return (try object(members, in: scope), scope.place)
    case .list(let rules): return (.array(try values(rules, in: scope)), scope.place)
    case .concat(let rules, let separator):
      return (try concatenated(rules, separator, rule, in: scope), scope.place)
    case .first(let rules):
      for option in rules {
        if let value = try value(option, in: scope, mayBeAbsent: true) { return (value, scope.place) }
      }
      return (nil, scope.place)
    case .each(let pointer, let inRoot, let item):
      return try each(pointer, item, rule, in: inRoot ? outermost : scope)
    }
  }

  private func field(_ pointers: [JSONPointer], _ scope: Scope) -> (JSONValue?, JSONPointer) {
    for pointer in pointers {
      if let value = pointer.value(in: scope.value), !value.isAbsent { return (value, pointer.below(scope.place)) }
    }
    return (nil, (pointers.first ?? .root).below(scope.place))
  }

  private mutating func values(_ rules: [Rule], in scope: Scope) throws(TranslationFault) -> [JSONValue] {
    var values: [JSONValue] = []
    for rule in rules {
      if let value = try value(rule, in: scope) { values.append(value) }
    }
    return values
  }

  private mutating func concatenated(
    _ rules: [Rule], _ separator: String, _ rule: Rule, in scope: Scope
  ) throws(TranslationFault) -> JSONValue {
    var texts: [String] = []
    for value in try values(rules, in: scope) {
      do {
        texts.append(try value.characters())
      } catch {
        throw fault(error.code, rule, scope.place, error.reason)
      }
    }
    return .string(texts.joined(separator: separator))
  }

  private mutating func each(
    _ pointer: JSONPointer, _ item: Rule, _ rule: Rule, in scope: Scope
  ) throws(TranslationFault) -> (JSONValue?, JSONPointer) {
    let place = pointer.below(scope.place)
    guard let list = pointer.value(in: scope.value), !list.isAbsent else { return (nil, place) }
    guard case .array(let elements) = list else {
      throw fault("wrong-kind", rule, place, "the value is \(list.kind), a list is needed")
    }
    var items: [JSONValue] = []
    for (index, element) in elements.enumerated() {
      let inner = Scope(value: element, place: place.appending(String(index)))
      if let value = try value(item, in: inner) { items.append(value) }
    }
    return (.array(items), place)
  }

  private func convert(_ value: JSONValue, _ rule: Rule, _ place: JSONPointer) throws(TranslationFault) -> JSONValue? {
    var current = value
    for conversion in rule.conversions {
      do {
        guard let next = try conversion.apply(current) else { return nil }
        current = next
      } catch {
        throw fault(error.code, rule, place, error.reason, step: conversion.name)
      }
      if current.isAbsent { return nil }
    }
    return current
  }

  /// Lists within lists grow with each other: a small document must not become a huge event.
  private mutating func count(_ value: JSONValue, _ rule: Rule, _ place: JSONPointer) throws(TranslationFault) {
    switch rule.origin {
    case .object, .list, .each, .first: made += 1  // what they hold has been counted
    default: made += value.count
    }
    guard made <= Evaluation.maximumValues else {
      throw fault("too-large", rule, place, "the event has more than \(Evaluation.maximumValues) values; send less")
    }
  }

  private func fault(
    _ code: String, _ rule: Rule, _ place: JSONPointer, _ reason: String, step: String? = nil
  ) -> TranslationFault {
    let key = rule.node.path + (step.map { ": \($0)" } ?? "")
    return TranslationFault(code: code, pointer: place.description, rule: "\(name): \(key)", reason: reason)
  }
}
