// The keywords that schemas may use. A misspelt or unsupported one is refused, never ignored.
#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include "Plan.hpp"

namespace cvj {

namespace {

constexpr std::array<std::string_view, 43> known = {
    "$schema", "$id", "$ref", "$comment", "title", "description", "default", "examples", "readOnly", "writeOnly",
    "definitions", "type", "enum", "const", "properties", "required", "patternProperties", "additionalProperties",
    "propertyNames", "minProperties", "maxProperties", "dependencies", "items", "additionalItems", "contains",
    "minItems", "maxItems", "uniqueItems", "minLength", "maxLength", "pattern", "minimum", "maximum",
    "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"};
constexpr std::array<std::string_view, 3> mapsOfSchemas = {"properties", "patternProperties", "definitions"};
constexpr std::array<std::string_view, 3> listsOfSchemas = {"allOf", "anyOf", "oneOf"};
constexpr std::array<std::string_view, 8> schemas = {
    "additionalProperties", "propertyNames", "additionalItems", "contains", "not", "if", "then", "else"};

template <size_t count>
bool contains(const std::array<std::string_view, count> &list, std::string_view keyword) {
  return std::find(list.begin(), list.end(), keyword) != list.end();
}

void checkMap(const rapidjson::Value &map, const std::string &pointer) {
  if (!map.IsObject()) throw std::runtime_error(pointer + " is not an object");
  for (const auto &member : map.GetObject()) {
    checkKeywords(member.value, pointer + "/" + member.name.GetString());
  }
}

void checkList(const rapidjson::Value &list, const std::string &pointer) {
  if (!list.IsArray()) throw std::runtime_error(pointer + " is not a list of schemas");
  for (rapidjson::SizeType index = 0; index < list.Size(); ++index) {
    checkKeywords(list[index], pointer + "/" + std::to_string(index));
  }
}

/// A member stands for the names of others, or for a schema.
void checkDependencies(const rapidjson::Value &map, const std::string &pointer) {
  if (!map.IsObject()) throw std::runtime_error(pointer + " is not an object");
  for (const auto &member : map.GetObject()) {
    if (!member.value.IsArray()) checkKeywords(member.value, pointer + "/" + member.name.GetString());
  }
}

}  // namespace

void checkKeywords(const rapidjson::Value &schema, const std::string &pointer) {
  if (schema.IsBool()) return;
  if (!schema.IsObject()) throw std::runtime_error((pointer.empty() ? "/" : pointer) + " is not a schema");
  for (const auto &member : schema.GetObject()) {
    std::string_view keyword(member.name.GetString(), member.name.GetStringLength());
    std::string place = pointer + "/" + std::string(keyword);
    if (!contains(known, keyword)) {
      throw std::runtime_error(place + ": this keyword is not supported");
    }
    if (keyword == "$ref" && (!member.value.IsString() || member.value.GetString()[0] != '#')) {
      throw std::runtime_error(place + ": references outside of the file are not supported");
    }
    if (contains(mapsOfSchemas, keyword)) {
      checkMap(member.value, place);
    } else if (contains(listsOfSchemas, keyword) || (keyword == "items" && member.value.IsArray())) {
      checkList(member.value, place);
    } else if (contains(schemas, keyword) || keyword == "items") {
      checkKeywords(member.value, place);
    } else if (keyword == "dependencies") {
      checkDependencies(member.value, place);
    }
  }
}

}  // namespace cvj
