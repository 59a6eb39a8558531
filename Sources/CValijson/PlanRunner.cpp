// Checks a document against a plan: one pass over the document, no allocation while nothing is wrong.
#include <algorithm>
#include <cmath>
#include <string_view>
#include <valijson/constraints/concrete_constraints.hpp>
#include <valijson/schema.hpp>

#include "Canonical.hpp"
#include "Plan.hpp"

namespace cvj {

namespace {

constexpr uint32_t maximumCounted = 1'000;

/// One step of the path to the value in hand.
struct Step {
  const std::string *name;  // null for an element, or for a name that the schema does not know
  size_t index;
  bool element;
};

class Runner {
 public:
  Runner(const std::vector<Node> &nodes, Fault &fault, uint32_t enough = maximumCounted)
      : nodes_(nodes), fault_(fault), enough_(enough) {
    fault.count = 0;
  }

  void check(const Node &node, const rapidjson::Value &value);

 private:
  const std::vector<Node> &nodes_;
  Fault &fault_;
  uint32_t enough_;
  Step path_[CVJ_MAXIMUM_DEPTH + 2];
  size_t depth_ = 0;

  void report(const char *rule, std::string message);
  void limits(
      const char *least, const std::optional<uint64_t> &low, const char *most, const std::optional<uint64_t> &high,
      uint64_t found, const char *unit);
  void checkChild(int node, const rapidjson::Value &value, Step step, const char *none = "additionalProperties");
  bool checkByPattern(const Node &node, const rapidjson::Value::Member &member, Step step);
  void checkDependencies(const Node &node, const rapidjson::Value &value);
  void checkCombined(const Node &node, const rapidjson::Value &value);
  bool satisfies(int node, const rapidjson::Value &value) const;
  void checkObject(const Node &node, const rapidjson::Value &value);
  void checkNames(const Node &node, const rapidjson::Value &value);
  void reportMissing(const Node &node, uint64_t missing);
  void checkArray(const Node &node, const rapidjson::Value &value);
  void checkTuple(const Node &node, const rapidjson::Value &value);
  void checkUnique(const rapidjson::Value &value);
  void checkString(const Node &node, const rapidjson::Value &value);
  void checkNumber(const Node &node, const rapidjson::Value &value);
  void checkValues(const Node &node, const rapidjson::Value &value);
  std::string pointer() const;
};

bool hasType(uint8_t types, const rapidjson::Value &value) {
  switch (value.GetType()) {
    case rapidjson::kNullType: return types & nullBit;
    case rapidjson::kFalseType:
    case rapidjson::kTrueType: return types & booleanBit;
    case rapidjson::kStringType: return types & stringBit;
    case rapidjson::kArrayType: return types & arrayBit;
    case rapidjson::kObjectType: return types & objectBit;
    // 1.0 and 1e2 are no integers here: many readers give a floating-point number for them.
    case rapidjson::kNumberType: return (types & numberBit) || ((types & integerBit) && !value.IsDouble());
  }
  return false;
}

std::string typeNames(uint8_t types) {
  static const char *const names[] = {"null", "a boolean", "an integer", "a number", "a string", "an array",
                                      "an object"};
  std::string text;
  for (int index = 0; index < 7; ++index) {
    if ((types >> index & 1) != 0) text += (text.empty() ? "" : " or ") + std::string(names[index]);
  }
  return text;
}

/// Decimal fractions have no exact binary form, so the quotient is a whole number up to rounding.
bool isMultipleOf(double value, double divisor) {
  double quotient = value / divisor;
  if (!std::isfinite(quotient)) return std::fmod(value, divisor) == 0;
  return std::fabs(quotient - std::round(quotient)) <= 1e-9 * std::fmax(1, std::fabs(quotient) * 1e-6);
}

uint64_t characters(const rapidjson::Value &value) {
  const char *text = value.GetString();
  return static_cast<uint64_t>(std::count_if(
      text, text + value.GetStringLength(), [](char byte) { return (static_cast<uint8_t>(byte) & 0xC0) != 0x80; }));
}

void Runner::check(const Node &node, const rapidjson::Value &value) {
  if (fault_.count >= enough_) return;
  if (node.never) return report("false", "no value is allowed here");
  if (node.types != 0 && !hasType(node.types, value)) return report("type", "must be " + typeNames(node.types));
  if (!node.constants.empty() || !node.enums.empty()) checkValues(node, value);
  if (value.IsString()) {
    checkString(node, value);
  } else if (value.IsNumber()) {
    checkNumber(node, value);
  } else if (value.IsObject()) {
    checkObject(node, value);
  } else if (value.IsArray()) {
    checkArray(node, value);
  }
  if (node.combines) checkCombined(node, value);
}

/// Whether a value fits another subschema, which is no fault where it does not.
bool Runner::satisfies(int node, const rapidjson::Value &value) const {
  Fault inner;
  Runner(nodes_, inner, 1).check(nodes_[static_cast<size_t>(node)], value);
  return inner.count == 0;
}

void Runner::checkCombined(const Node &node, const rapidjson::Value &value) {
  auto fits = [&](int other) { return satisfies(other, value); };
  for (int other : node.allOf) check(nodes_[static_cast<size_t>(other)], value);
  if (!node.anyOf.empty() && std::none_of(node.anyOf.begin(), node.anyOf.end(), fits)) {
    report("anyOf", "fits none of the forms that the schema allows");
  }
  if (!node.oneOf.empty()) {
    auto count = std::count_if(node.oneOf.begin(), node.oneOf.end(), fits);
    if (count == 0) report("oneOf", "fits none of the forms that the schema allows");
    if (count > 1) report("oneOf", "fits " + std::to_string(count) + " forms of which the schema allows one");
  }
  if (node.negated != Node::any && fits(node.negated)) report("not", "has a form that the schema forbids");
  if (node.condition == Node::any) return;
  int branch = fits(node.condition) ? node.then : node.otherwise;
  if (branch != Node::any) check(nodes_[static_cast<size_t>(branch)], value);
}

void Runner::checkChild(int node, const rapidjson::Value &value, Step step, const char *none) {
  if (node == Node::any) return;
  path_[depth_++] = step;
  if (node == Node::none) {
    report(none, step.element ? "is an element too many" : "is not a member that the schema knows");
  } else {
    check(nodes_[static_cast<size_t>(node)], value);
  }
  --depth_;
}

void Runner::checkObject(const Node &node, const rapidjson::Value &value) {
  limits("minProperties", node.minProperties, "maxProperties", node.maxProperties, value.MemberCount(), "members");
  if (node.names != Node::any) checkNames(node, value);
  const auto &known = node.properties;
  uint64_t missing = node.requiredMask;
  size_t next = 0;  // members sorted by name, as Tributary writes them, are found at once
  for (const auto &member : value.GetObject()) {
    std::string_view name(member.name.GetString(), member.name.GetStringLength());
    if (next >= known.size() || known[next].name != name) {
      auto place = std::lower_bound(known.begin(), known.end(), name,
                                    [](const auto &property, std::string_view name) { return property.name < name; });
      next = static_cast<size_t>(place - known.begin());
    }
    bool named = next < known.size() && known[next].name == name;
    if (named) missing &= ~(uint64_t{1} << next);
    Step step{named ? &known[next].name : nullptr, 0, false};
    bool listed = named && known[next].listed;
    if (listed) checkChild(known[next].node, member.value, step);
    bool matched = !node.byPattern.empty() && checkByPattern(node, member, step);
    if (!listed && !matched) checkChild(node.additional, member.value, step);
    if (named) ++next;
  }
  if (missing != 0) reportMissing(node, missing);
  if (!node.dependencies.empty()) checkDependencies(node, value);
}

/// Returns whether a pattern fits the member's name, so that the member is no additional one.
bool Runner::checkByPattern(const Node &node, const rapidjson::Value::Member &member, Step step) {
  bool matched = false;
  for (const auto &[pattern, other] : node.byPattern) {
    if (!pattern.matches(member.name.GetString(), member.name.GetStringLength())) continue;
    matched = true;
    checkChild(other, member.value, step);
  }
  return matched;
}

void Runner::checkDependencies(const Node &node, const rapidjson::Value &value) {
  auto has = [&](const std::string &name) {
    rapidjson::Value key(rapidjson::StringRef(name.data(), name.size()));
    return value.FindMember(key) != value.MemberEnd();
  };
  for (const auto &dependency : node.dependencies) {
    if (!has(dependency.name)) continue;
    for (const std::string &other : dependency.others) {
      if (has(other)) continue;
      path_[depth_++] = {&other, 0, false};
      report("dependencies", "must be present together with " + dependency.name);
      --depth_;
    }
    if (dependency.node != Node::any) check(nodes_[static_cast<size_t>(dependency.node)], value);
  }
}

void Runner::checkNames(const Node &node, const rapidjson::Value &value) {
  for (const auto &member : value.GetObject()) {
    Fault inner;
    Runner(nodes_, inner).check(nodes_[static_cast<size_t>(node.names)], member.name);
    if (inner.count == 0) continue;
    path_[depth_++] = {nullptr, 0, false};
    report("propertyNames", "a name that is not allowed: " + inner.message);
    --depth_;
  }
}

void Runner::reportMissing(const Node &node, uint64_t missing) {
  for (size_t index = 0; index < node.properties.size(); ++index) {
    if ((missing >> index & 1) == 0) continue;
    path_[depth_++] = {&node.properties[index].name, 0, false};
    report("required", "must be present");
    --depth_;
  }
}

void Runner::checkArray(const Node &node, const rapidjson::Value &value) {
  limits("minItems", node.minItems, "maxItems", node.maxItems, value.Size(), "elements");
  if (node.unique) checkUnique(value);
  if (node.contains != Node::any) {
    auto fits = [&](const rapidjson::Value &element) { return satisfies(node.contains, element); };
    if (std::none_of(value.Begin(), value.End(), fits)) report("contains", "has no element of the form asked for");
  }
  if (!node.tuple.empty() || node.afterTuple != Node::any) checkTuple(node, value);
  if (node.items == Node::any) return;
  size_t index = 0;
  for (const auto &element : value.GetArray()) {
    if (fault_.count >= enough_) return;
    checkChild(node.items, element, {nullptr, index++, true});
  }
}

void Runner::checkTuple(const Node &node, const rapidjson::Value &value) {
  for (rapidjson::SizeType index = 0; index < value.Size() && fault_.count < enough_; ++index) {
    int rule = index < node.tuple.size() ? node.tuple[index] : node.afterTuple;
    checkChild(rule, value[index], {nullptr, index, true}, "additionalItems");
  }
}

/// Equal values have one canonical form (RFC 8785): 1 and 1.0 are equal, objects with members in another order, too.
void Runner::checkUnique(const rapidjson::Value &value) {
  std::vector<std::string> forms(value.Size());
  for (rapidjson::SizeType index = 0; index < value.Size(); ++index) appendCanonical(forms[index], value[index]);
  std::sort(forms.begin(), forms.end());
  if (std::adjacent_find(forms.begin(), forms.end()) != forms.end()) report("uniqueItems", "has an element twice");
}

void Runner::checkString(const Node &node, const rapidjson::Value &value) {
  bool bounded = node.maxLength && value.GetStringLength() > *node.maxLength;
  if (node.minLength || bounded) {
    uint32_t before = fault_.count;
    limits("minLength", node.minLength, "maxLength", node.maxLength, characters(value), "characters");
    if (fault_.count != before) return;
  }
  for (const Pattern &pattern : node.patterns) {
    if (!pattern.matches(value.GetString(), value.GetStringLength())) {
      report("pattern", "does not have the form that the schema's pattern asks for");
    }
  }
}

void Runner::checkNumber(const Node &node, const rapidjson::Value &value) {
  if (node.minimum && value.GetDouble() < *node.minimum) report("minimum", "is less than the schema's minimum");
  if (node.maximum && value.GetDouble() > *node.maximum) report("maximum", "is more than the schema's maximum");
  if (node.above && value.GetDouble() <= *node.above) report("exclusiveMinimum", "is not above the schema's bound");
  if (node.below && value.GetDouble() >= *node.below) report("exclusiveMaximum", "is not below the schema's bound");
  bool isMultiple = true;
  if (node.wholeDivisor) {
    isMultiple = value.IsInt64() ? value.GetInt64() % *node.wholeDivisor == 0
                                 : isMultipleOf(value.GetDouble(), static_cast<double>(*node.wholeDivisor));
  }
  if (node.divisor) isMultiple = isMultipleOf(value.GetDouble(), *node.divisor);
  if (!isMultiple) report("multipleOf", "is no multiple of the number that the schema names");
}

void Runner::checkValues(const Node &node, const rapidjson::Value &value) {
  const valijson::adapters::RapidJsonAdapter adapter(value);
  for (const auto *rule : node.constants) {
    if (!rule->getValue()->equalTo(adapter, true)) report("const", "is not the value that the schema fixes");
  }
  for (const auto *rule : node.enums) {
    bool found = false;
    rule->applyToValues([&](const valijson::adapters::FrozenValue &allowed) {
      found = allowed.equalTo(adapter, true);
      return !found;
    });
    if (!found) report("enum", "is none of the values that the schema lists");
  }
}

void Runner::limits(
    const char *least, const std::optional<uint64_t> &low, const char *most, const std::optional<uint64_t> &high,
    uint64_t found, const char *unit) {
  if (low && found < *low) {
    report(least, "has " + std::to_string(found) + " " + unit + ", at least " + std::to_string(*low) + " are needed");
  }
  if (high && found > *high) {
    report(most, "has " + std::to_string(found) + " " + unit + ", at most " + std::to_string(*high) + " are allowed");
  }
}

void Runner::report(const char *rule, std::string message) {
  if (++fault_.count > 1) return;
  fault_.status = CVJ_VIOLATION;
  fault_.pointer = pointer();
  fault_.rule = rule;
  fault_.message = std::move(message);
}

std::string Runner::pointer() const {
  std::string text;
  for (size_t level = 0; level < depth_; ++level) {
    const Step &step = path_[level];
    text += '/';
    if (step.element) {
      text += std::to_string(step.index);
    } else if (step.name == nullptr) {
      text += '*';
    } else {
      for (char character : *step.name) {
        if (character == '~') text += "~0";
        else if (character == '/') text += "~1";
        else text += character;
      }
    }
  }
  return text;
}

}  // namespace

cvj_status Plan::run(const rapidjson::Value &document, Fault &fault) const {
  Runner(nodes_, fault).check(nodes_[static_cast<size_t>(root_)], document);
  return fault.count == 0 ? CVJ_OK : CVJ_VIOLATION;
}

}  // namespace cvj
