// RFC 8785, section 3.2: no white space, minimal escapes, numbers as ECMAScript writes them, names in UTF-16 order.
#include "Canonical.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>
#include <vector>

namespace cvj {

namespace {

using Member = rapidjson::Value::Member;

std::string_view nameOf(const Member &member) {
  return {member.name.GetString(), member.name.GetStringLength()};
}

/// The order of UTF-16 code units. It differs from the order of UTF-8 bytes only where a character beyond U+FFFF
/// (lead byte F0 and up, surrogates D800…DFFF) meets one from U+E000 on (lead bytes EE and EF).
bool beforeInUTF16(std::string_view left, std::string_view right) {
  size_t common = std::min(left.size(), right.size());
  size_t index = 0;
  while (index < common && left[index] == right[index]) ++index;
  if (index == common) return left.size() < right.size();
  auto first = static_cast<uint8_t>(left[index]);
  auto second = static_cast<uint8_t>(right[index]);
  if (first >= 0xF0 && (second == 0xEE || second == 0xEF)) return true;
  if (second >= 0xF0 && (first == 0xEE || first == 0xEF)) return false;
  return first < second;
}

void appendEscaped(std::string &out, uint8_t character) {
  switch (character) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  static const char digits[] = "0123456789abcdef";
  out += "\\u00";
  out += digits[character >> 4];
  out += digits[character & 15];
}

void appendString(std::string &out, std::string_view text) {
  out += '"';
  size_t written = 0;
  for (size_t index = 0; index < text.size(); ++index) {
    auto character = static_cast<uint8_t>(text[index]);
    if (character >= 0x20 && character != '"' && character != '\\') continue;
    out.append(text, written, index - written);
    appendEscaped(out, character);
    written = index + 1;
  }
  out.append(text, written, text.size() - written);
  out += '"';
}

void appendInteger(std::string &out, int64_t value) {
  char digits[24];
  auto end = std::to_chars(digits, digits + sizeof digits, value);
  out.append(digits, end.ptr);
}

void appendMember(std::string &out, const Member &member, bool first) {
  if (!first) out += ',';
  appendString(out, nameOf(member));
  out += ':';
  appendCanonical(out, member.value);
}

void appendObject(std::string &out, const rapidjson::Value &value) {
  auto begin = value.MemberBegin();
  auto end = value.MemberEnd();
  auto before = [](const Member &left, const Member &right) { return beforeInUTF16(nameOf(left), nameOf(right)); };
  out += '{';
  if (std::is_sorted(begin, end, before)) {
    for (auto member = begin; member != end; ++member) appendMember(out, *member, member == begin);
  } else {
    std::vector<const Member *> members;
    for (auto member = begin; member != end; ++member) members.push_back(&*member);
    std::sort(members.begin(), members.end(), [&](auto *left, auto *right) { return before(*left, *right); });
    for (const Member *member : members) appendMember(out, *member, member == members.front());
  }
  out += '}';
}

void appendArray(std::string &out, const rapidjson::Value &value) {
  out += '[';
  bool first = true;
  for (const auto &element : value.GetArray()) {
    if (!first) out += ',';
    first = false;
    appendCanonical(out, element);
  }
  out += ']';
}

}  // namespace

void appendNumber(std::string &out, double value) {
  if (value == 0) {
    out += '0';  // also for -0
    return;
  }
  if (value < 0) {
    out += '-';
    value = -value;
  }
  // The shortest digits that read back the same, as `d.ddde±xx`.
  char buffer[32];
  auto written = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
  const char *mark = std::find(buffer, written.ptr, 'e');
  int exponent = 0;
  std::from_chars(mark + 1 + (mark[1] == '+'), written.ptr, exponent);
  std::string digits(1, buffer[0]);
  if (mark - buffer > 2) digits.append(buffer + 2, static_cast<size_t>(mark - buffer - 2));
  int count = static_cast<int>(digits.size());
  int point = exponent + 1;  // where the decimal point stands, counted from the first digit
  if (point > 21 || point < -5) {
    out += digits[0];
    if (count > 1) out.append(".").append(digits, 1);
    out += exponent > 0 ? "e+" : "e";
    appendInteger(out, exponent);
  } else if (point <= 0) {
    out.append("0.").append(static_cast<size_t>(-point), '0').append(digits);
  } else if (point >= count) {
    out.append(digits).append(static_cast<size_t>(point - count), '0');
  } else {
    out.append(digits, 0, static_cast<size_t>(point)).append(".").append(digits, static_cast<size_t>(point));
  }
}

void appendCanonical(std::string &out, const rapidjson::Value &value) {
  switch (value.GetType()) {
    case rapidjson::kNullType: out += "null"; break;
    case rapidjson::kFalseType: out += "false"; break;
    case rapidjson::kTrueType: out += "true"; break;
    case rapidjson::kStringType: appendString(out, {value.GetString(), value.GetStringLength()}); break;
    case rapidjson::kObjectType: appendObject(out, value); break;
    case rapidjson::kArrayType: appendArray(out, value); break;
    case rapidjson::kNumberType:
      if (value.IsInt64() && value.GetInt64() >= -largestExactInteger && value.GetInt64() <= largestExactInteger) {
        appendInteger(out, value.GetInt64());
      } else {
        appendNumber(out, value.GetDouble());
      }
      break;
  }
}

}  // namespace cvj
