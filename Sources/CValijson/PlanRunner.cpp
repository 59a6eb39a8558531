// Checks a document against a plan: one pass over the document, no allocation while nothing is wrong.
#include <algorithm>
#include <string_view>
#include <valijson/constraints/concrete_constraints.hpp>
#include <valijson/schema.hpp>

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
  Runner(const std::vector<Node> &nodes, Fault &fault) : nodes_(nodes), fault_(fault) { fault.count = 0; }

  void check(const Node &node, const rapidjson::Value &value);

 private:
  const std::vector<Node> &nodes_;
  Fault &fault_;
  Step path_[CVJ_MAXIMUM_DEPTH + 2];
  size_t depth_ = 0;

  void report(const char *rule, std::string message);
  void limits(
      const char *least, const std::optional<uint64_t> &low, const char *most, const std::optional<uint64_t> &high,
      uint64_t found, const char *unit);
  void checkChild(int node, const rapidjson::Value &value, Step step);
  void checkObject(const Node &node, const rapidjson::Value &value);
  void checkNames(const Node &node, const rapidjson::Value &value);
  void reportMissing(const Node &node, uint64_t missing);
  void checkArray(const Node &node, const rapidjson::Value &value);
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

uint64_t characters(const rapidjson::Value &value) {
  const char *text = value.GetString();
  return static_cast<uint64_t>(std::count_if(
      text, text + value.GetStringLength(), [](char byte) { return (static_cast<uint8_t>(byte) & 0xC0) != 0x80; }));
}

void Runner::check(const Node &node, const rapidjson::Value &value) {
  if (fault_.count >= maximumCounted) return;
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
}

void Runner::checkChild(int node, const rapidjson::Value &value, Step step) {
  if (node == Node::any) return;
  path_[depth_++] = step;
  if (node == Node::none) {
    report("additionalProperties", "is not a member that the schema knows");
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
    if (named && known[next].listed) {
      checkChild(known[next].node, member.value, {&known[next].name, 0, false});
    } else {
      checkChild(node.additional, member.value, {named ? &known[next].name : nullptr, 0, false});
    }
    if (named) ++next;
  }
  if (missing != 0) reportMissing(node, missing);
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
  if (node.items == Node::any) return;
  size_t index = 0;
  for (const auto &element : value.GetArray()) {
    if (fault_.count >= maximumCounted) return;
    checkChild(node.items, element, {nullptr, index++, true});
  }
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
