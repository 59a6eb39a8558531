// From Valijson's constraints to the nodes of a plan.
#include "Plan.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <valijson/constraints/concrete_constraints.hpp>
#include <valijson/constraints/constraint_visitor.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>

namespace cvj {

namespace {

using valijson::Subschema;

/// Visits the constraints of a subschema and writes them into its node. References may be shared or lead back, so each
/// subschema is compiled once.
class Compiler final : public valijson::constraints::ConstraintVisitor {
 public:
  explicit Compiler(std::vector<Node> &nodes) : nodes_(nodes) {}

  int compile(const Subschema &subschema) {
    auto known = numbers_.find(&subschema);
    if (known != numbers_.end()) return known->second;
    int number = static_cast<int>(nodes_.size());
    numbers_.emplace(&subschema, number);
    nodes_.emplace_back();
    Node node;
    node.never = subschema.getAlwaysInvalid();
    std::swap(node, current_);
    Subschema::ApplyFunction visitEach = [this](const valijson::constraints::Constraint &constraint) {
      return constraint.accept(*this);
    };
    subschema.applyStrict(visitEach);
    std::swap(node, current_);
    finish(node);
    nodes_[static_cast<size_t>(number)] = std::move(node);
    return number;
  }

  bool visit(const TypeConstraint &rule) override {
    rule.applyToNamedTypes([this](TypeConstraint::JsonType type) {
      current_.types |= bit(type);
      return true;
    });
    return true;
  }
  bool visit(const PropertiesConstraint &rule) override {
    std::vector<std::pair<std::string, const Subschema *>> found;
    rule.applyToProperties([&](const auto &name, const Subschema *subschema) {
      found.emplace_back(name.c_str(), subschema);
      return true;
    });
    for (const auto &[name, subschema] : found) {
      int node = compile(*subschema);
      Node::Property &property = propertyNamed(name);
      property.node = node;
      property.listed = true;
    }
    rule.applyToPatternProperties([this](const auto &pattern, const Subschema *subschema) {
      int node = compile(*subschema);
      current_.byPattern.push_back({Pattern(pattern.c_str()), node});
      return true;
    });
    // Valijson gives an empty subschema where nothing is said, and none for `false`.
    const Subschema *additional = rule.getAdditionalPropertiesSubschema();
    int node = additional == nullptr ? Node::none : compile(*additional);
    current_.additional = node;
    return true;
  }
  bool visit(const RequiredConstraint &rule) override {
    rule.applyToRequiredProperties([this](const auto &name) {
      propertyNamed(name.c_str()).required = true;
      return true;
    });
    return true;
  }
  bool visit(const PropertyNamesConstraint &rule) override {
    int node = compile(*rule.getSubschema());
    current_.names = node;
    return true;
  }
  bool visit(const SingularItemsConstraint &rule) override {
    int node = compile(*rule.getItemsSubschema());
    current_.items = node;
    return true;
  }
  bool visit(const MaximumConstraint &rule) override {
    return (rule.getExclusiveMaximum() ? current_.below : current_.maximum) = rule.getMaximum(), true;
  }
  bool visit(const MinimumConstraint &rule) override {
    return (rule.getExclusiveMinimum() ? current_.above : current_.minimum) = rule.getMinimum(), true;
  }
  bool visit(const MaxItemsConstraint &rule) override { return current_.maxItems = rule.getMaxItems(), true; }
  bool visit(const MinItemsConstraint &rule) override { return current_.minItems = rule.getMinItems(), true; }
  bool visit(const MaxLengthConstraint &rule) override { return current_.maxLength = rule.getMaxLength(), true; }
  bool visit(const MinLengthConstraint &rule) override { return current_.minLength = rule.getMinLength(), true; }
  bool visit(const MaxPropertiesConstraint &rule) override {
    return current_.maxProperties = rule.getMaxProperties(), true;
  }
  bool visit(const MinPropertiesConstraint &rule) override {
    return current_.minProperties = rule.getMinProperties(), true;
  }
  bool visit(const PatternConstraint &rule) override {
    std::string source;
    rule.getPattern(source);
    current_.patterns.emplace_back(source);
    return true;
  }
  bool visit(const EnumConstraint &rule) override { return current_.enums.push_back(&rule), true; }
  bool visit(const ConstConstraint &rule) override { return current_.constants.push_back(&rule), true; }

  bool visit(const MultipleOfIntConstraint &rule) override {
    if (rule.getDivisor() <= 0) throw std::runtime_error("multipleOf needs a number above 0");
    return current_.wholeDivisor = rule.getDivisor(), true;
  }
  bool visit(const MultipleOfDoubleConstraint &rule) override {
    if (!(rule.getDivisor() > 0)) throw std::runtime_error("multipleOf needs a number above 0");
    return current_.divisor = rule.getDivisor(), true;
  }
  bool visit(const UniqueItemsConstraint &) override { return current_.unique = true; }
  bool visit(const ContainsConstraint &rule) override {
    int node = compile(*rule.getSubschema());
    current_.contains = node;
    return true;
  }
  bool visit(const LinearItemsConstraint &rule) override {
    rule.applyToItemSubschemas([this](unsigned, const Subschema *subschema) {
      int node = compile(*subschema);
      current_.tuple.push_back(node);
      return true;
    });
    const Subschema *additional = rule.getAdditionalItemsSubschema();
    int node = additional == nullptr ? Node::none : compile(*additional);
    current_.afterTuple = node;
    return true;
  }
  bool visit(const AllOfConstraint &rule) override { return combine(rule, &Node::allOf); }
  bool visit(const AnyOfConstraint &rule) override { return combine(rule, &Node::anyOf); }
  bool visit(const OneOfConstraint &rule) override { return combine(rule, &Node::oneOf); }
  bool visit(const NotConstraint &rule) override { return apply(rule.getSubschema(), &Node::negated); }
  bool visit(const ConditionalConstraint &rule) override {
    return apply(rule.getIfSubschema(), &Node::condition) && apply(rule.getThenSubschema(), &Node::then)
           && apply(rule.getElseSubschema(), &Node::otherwise);
  }
  bool visit(const DependenciesConstraint &rule) override {
    rule.applyToPropertyDependencies([this](const auto &name, const auto &others) {
      Node::Dependency dependency{name.c_str(), {}, Node::any};
      for (const auto &other : others) dependency.others.emplace_back(other.c_str());
      current_.dependencies.push_back(std::move(dependency));
      return true;
    });
    rule.applyToSchemaDependencies([this](const auto &name, const Subschema *subschema) {
      int node = compile(*subschema);
      current_.dependencies.push_back({name.c_str(), {}, node});
      return true;
    });
    return true;
  }

  bool visit(const FormatConstraint &) override { return refuse("format"); }
  bool visit(const PolyConstraint &) override { return refuse("a constraint of its own kind"); }

 private:
  std::vector<Node> &nodes_;
  std::map<const Subschema *, int> numbers_;
  Node current_;

  [[noreturn]] static bool refuse(const char *keyword) {
    throw std::runtime_error(std::string(keyword) + " is not supported");
  }

  template <typename Rule>
  bool combine(const Rule &rule, std::vector<int> Node::*list) {
    rule.applyToSubschemas([this, list](unsigned, const Subschema *subschema) {
      int node = compile(*subschema);
      (current_.*list).push_back(node);
      return true;
    });
    return current_.combines = true;
  }

  bool apply(const Subschema *subschema, int Node::*place) {
    if (subschema == nullptr) return true;
    int node = compile(*subschema);
    current_.*place = node;
    return current_.combines = true;
  }

  static uint8_t bit(TypeConstraint::JsonType type) {
    switch (type) {
      case TypeConstraint::kArray: return arrayBit;
      case TypeConstraint::kBoolean: return booleanBit;
      case TypeConstraint::kInteger: return integerBit;
      case TypeConstraint::kNull: return nullBit;
      case TypeConstraint::kNumber: return numberBit;
      case TypeConstraint::kObject: return objectBit;
      case TypeConstraint::kString: return stringBit;
      case TypeConstraint::kAny: break;
    }
    throw std::runtime_error("the type 'any' is not part of draft 7");
  }

  Node::Property &propertyNamed(const std::string &name) {
    auto &all = current_.properties;
    auto found = std::find_if(all.begin(), all.end(), [&](const auto &property) { return property.name == name; });
    if (found != all.end()) return *found;
    if (all.size() >= Node::maximumProperties) throw std::runtime_error("an object names more than 64 properties");
    all.emplace_back();
    all.back().name = name;
    return all.back();
  }

  static void finish(Node &node) {
    auto &all = node.properties;
    std::sort(all.begin(), all.end(), [](const auto &left, const auto &right) { return left.name < right.name; });
    for (size_t index = 0; index < all.size(); ++index) {
      if (all[index].required) node.requiredMask |= uint64_t{1} << index;
    }
  }
};

/// What a subschema asks of the very same value: a loop of these would never end.
std::vector<int> sameValue(const Node &node) {
  std::vector<int> all = node.allOf;
  for (const auto *list : {&node.anyOf, &node.oneOf}) all.insert(all.end(), list->begin(), list->end());
  for (const auto &dependency : node.dependencies) all.push_back(dependency.node);
  for (int other : {node.negated, node.condition, node.then, node.otherwise}) all.push_back(other);
  return all;
}

void refuseLoops(const std::vector<Node> &nodes, int number, std::vector<int> &states) {
  enum { unseen, inHand, done };
  if (number < 0 || states[static_cast<size_t>(number)] == done) return;
  int &state = states[static_cast<size_t>(number)];
  if (state == inHand) throw std::runtime_error("a reference leads back to itself for the same value");
  state = inHand;
  for (int other : sameValue(nodes[static_cast<size_t>(number)])) refuseLoops(nodes, other, states);
  state = done;
}

}  // namespace

Plan::Plan(const rapidjson::Value &schema) : schema_(std::make_unique<valijson::Schema>()) {
  checkKeywords(schema);
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::RapidJsonAdapter(schema), *schema_);
  root_ = Compiler(nodes_).compile(*schema_);
  std::vector<int> states(nodes_.size());
  for (size_t number = 0; number < nodes_.size(); ++number) refuseLoops(nodes_, static_cast<int>(number), states);
}

Plan::~Plan() = default;

}  // namespace cvj
