// A schema as the runner wants it: one node a subschema, with its rules side by side.
//
// Valijson reads the schema, checks that it is well-formed and resolves its references. Its own validator is not used:
// it copies the path at every value, keeps a cache that threads cannot share, matches with std::regex and reports
// errors as English sentences; the plan says pointer and keyword and is several times as fast (docs in
// schemas/README.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "Fault.hpp"
#include "Pattern.hpp"
#include "RapidJSON.hpp"

namespace valijson {
class Schema;
namespace constraints {
class ConstConstraint;
class EnumConstraint;
}  // namespace constraints
}  // namespace valijson

namespace cvj {

/// The types of JSON Schema, as bits.
enum TypeBit : uint8_t {
  nullBit = 1, booleanBit = 2, integerBit = 4, numberBit = 8, stringBit = 16, arrayBit = 32, objectBit = 64
};

/// The rules of one subschema; what is absent allows everything.
struct Node {
  struct Property {
    std::string name;
    int node = any;
    bool required = false;
    bool listed = false;    // under `properties`, so not an additional one
  };
  /// More than this many named properties of one object are refused at compilation.
  static constexpr size_t maximumProperties = 64;
  /// In place of a subschema: any value; no value.
  static constexpr int any = -1;
  static constexpr int none = -2;

  bool never = false;                 // the schema `false`
  uint8_t types = 0;                  // 0 for any
  std::vector<Property> properties;   // sorted by name
  uint64_t requiredMask = 0;          // by place in `properties`
  int additional = any;
  int names = any;
  int items = any;
  std::vector<int> tuple;             // `items` with a list: by place
  int afterTuple = any;               // `additionalItems`
  int contains = any;
  bool unique = false;
  std::optional<uint64_t> minProperties, maxProperties, minItems, maxItems, minLength, maxLength;
  std::optional<double> minimum, maximum, above, below;  // the last two exclusive
  std::optional<int64_t> wholeDivisor;
  std::optional<double> divisor;
  std::vector<Pattern> patterns;
  std::vector<const valijson::constraints::EnumConstraint *> enums;
  std::vector<const valijson::constraints::ConstConstraint *> constants;

  /// `patternProperties`: by the form of a member's name.
  struct NamedByPattern {
    Pattern name;
    int node;
  };
  /// `dependencies`: what the presence of a member asks for.
  struct Dependency {
    std::string name;
    std::vector<std::string> others;
    int node = any;
  };
  std::vector<NamedByPattern> byPattern;
  std::vector<Dependency> dependencies;

  /// Other subschemas for the same value.
  bool combines = false;
  std::vector<int> allOf, anyOf, oneOf;
  int negated = any;  // `not`; a node of its own also for the schemas true and false
  int condition = any, then = any, otherwise = any;
};

/// A compiled schema. Immutable, so that threads share it.
class Plan {
 public:
  /// Compiles. Throws std::exception with the reason.
  explicit Plan(const rapidjson::Value &schema);
  ~Plan();
  Plan(const Plan &) = delete;
  Plan &operator=(const Plan &) = delete;

  /// Checks a document; `fault` gets the violation found first and the number of them.
  cvj_status run(const rapidjson::Value &document, Fault &fault) const;

 private:
  std::unique_ptr<valijson::Schema> schema_;  // owns the values of `enum` and `const`
  std::vector<Node> nodes_;
  int root_ = 0;
};

/// Refuses keywords that the plan does not know, so that none is silently without effect. Throws std::runtime_error.
void checkKeywords(const rapidjson::Value &schema, const std::string &pointer = "");

}  // namespace cvj
