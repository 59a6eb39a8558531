// The keywords that schemas may use. A misspelt or unsupported one is refused, never ignored.
#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include "Plan.hpp"

namespace cvj {

namespace {

constexpr std::array<std::string_view, 26> known = {
    "$schema", "$id", "$ref", "$comment", "title", "description", "default", "examples", "definitions", "type", "enum",
    "const", "properties", "required", "additionalProperties", "propertyNames", "minProperties", "maxProperties",
    "items", "minItems", "maxItems", "minLength", "maxLength", "pattern", "minimum", "maximum"};

void checkMap(const rapidjson::Value &map, const std::string &pointer) {
  if (!map.IsObject()) throw std::runtime_error(pointer + " is not an object");
  for (const auto &member : map.GetObject()) {
    checkKeywords(member.value, pointer + "/" + member.name.GetString());
  }
}

}  // namespace

void checkKeywords(const rapidjson::Value &schema, const std::string &pointer) {
  if (schema.IsBool()) return;
  if (!schema.IsObject()) throw std::runtime_error((pointer.empty() ? "/" : pointer) + " is not a schema");
  for (const auto &member : schema.GetObject()) {
    std::string_view keyword(member.name.GetString(), member.name.GetStringLength());
    std::string place = pointer + "/" + std::string(keyword);
    if (std::find(known.begin(), known.end(), keyword) == known.end()) {
      throw std::runtime_error(place + ": this keyword is not supported");
    }
    if (keyword == "$ref" && (!member.value.IsString() || member.value.GetString()[0] != '#')) {
      throw std::runtime_error(place + ": references outside of the file are not supported");
    }
    if (keyword == "properties" || keyword == "definitions") {
      checkMap(member.value, place);
    } else if (keyword == "items" || keyword == "additionalProperties" || keyword == "propertyNames") {
      checkKeywords(member.value, place);
    }
  }
}

}  // namespace cvj
