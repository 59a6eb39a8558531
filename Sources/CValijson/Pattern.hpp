// Regular expressions for `pattern`: compiled once to a table, matched in one pass over the bytes.
//
// std::regex, which Valijson uses, takes about a microsecond a date and recurses for each character that it
// matches; events come from outside, so time and stack must not depend on what they contain.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cvj {

/// A pattern in the part of ECMA-262's syntax that schemas use: literals, `.`, classes, `\d` `\w` `\s` and escaped
/// punctuation, groups, `|`, `?` `*` `+` `{m}` `{m,}` `{m,n}`, `^` at the start and `$` at the end.
class Pattern {
 public:
  /// The most states of the table; a pattern that needs more is refused.
  static constexpr size_t maximumStates = 2048;

  /// Compiles `source`. Throws std::runtime_error for what is outside that syntax.
  explicit Pattern(const std::string &source);

  /// Whether the text, valid UTF-8, matches: anywhere in it, unless the pattern is anchored.
  bool matches(const char *text, size_t length) const {
    uint16_t state = start_;
    for (size_t index = 0; index < length; ++index) {
      if (finds_[state]) return true;
      state = table_[state][static_cast<uint8_t>(text[index])];
      if (state == 0) return false;
    }
    return accepts_[state];
  }

 private:
  std::vector<std::array<uint16_t, 256>> table_;  // state 0 is the dead end
  std::vector<bool> accepts_;                     // the text may end here
  std::vector<bool> finds_;                       // matched, whatever follows
  uint16_t start_ = 0;
};

}  // namespace cvj
