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
  bool visit(const MaximumConstraint &rule) override { return current_.maximum = rule.getMaximum(), true; }
  bool visit(const MinimumConstraint &rule) override { return current_.minimum = rule.getMinimum(), true; }
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

  bool visit(const AllOfConstraint &) override { return refuse("allOf"); }
  bool visit(const AnyOfConstraint &) override { return refuse("anyOf"); }
  bool visit(const ConditionalConstraint &) override { return refuse("if"); }
  bool visit(const ContainsConstraint &) override { return refuse("contains"); }
  bool visit(const DependenciesConstraint &) override { return refuse("dependencies"); }
  bool visit(const FormatConstraint &) override { return refuse("format"); }
  bool visit(const LinearItemsConstraint &) override { return refuse("items with a list of schemas"); }
  bool visit(const MultipleOfDoubleConstraint &) override { return refuse("multipleOf"); }
  bool visit(const MultipleOfIntConstraint &) override { return refuse("multipleOf"); }
  bool visit(const NotConstraint &) override { return refuse("not"); }
  bool visit(const OneOfConstraint &) override { return refuse("oneOf"); }
  bool visit(const PolyConstraint &) override { return refuse("a constraint of its own kind"); }
  bool visit(const UniqueItemsConstraint &) override { return refuse("uniqueItems"); }

 private:
  std::vector<Node> &nodes_;
  std::map<const Subschema *, int> numbers_;
  Node current_;

  [[noreturn]] static bool refuse(const char *keyword) {
    throw std::runtime_error(std::string(keyword) + " is not supported");
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

}  // namespace

Plan::Plan(const rapidjson::Value &schema) : schema_(std::make_unique<valijson::Schema>()) {
  checkKeywords(schema);
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::RapidJsonAdapter(schema), *schema_);
  root_ = Compiler(nodes_).compile(*schema_);
}

Plan::~Plan() = default;

}  // namespace cvj
