// The canonical form of JSON (RFC 8785): the same content always gives the same bytes.
#pragma once

#include <string>

#include "RapidJSON.hpp"

namespace cvj {

/// Appends the canonical form of a value to `out`.
void appendCanonical(std::string &out, const rapidjson::Value &value);

/// Appends a number as ECMA-262 writes it (section 6.1.6.1.20, Number::toString).
void appendNumber(std::string &out, double value);

}  // namespace cvj
