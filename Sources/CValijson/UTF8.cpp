// UTF-8, checked before the parser runs, so that the parser may skip over text sixteen bytes at a time.
#include <cstring>

#include "Document.hpp"

namespace cvj {

namespace {

/// How many bytes the character at `at` has, 0 where it is not one. RFC 3629, section 4.
size_t characterLength(const uint8_t *at, size_t left) {
  auto follows = [&](size_t index, uint8_t low = 0x80, uint8_t high = 0xBF) {
    return index < left && at[index] >= low && at[index] <= high;
  };
  uint8_t lead = at[0];
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    uint8_t low = lead == 0xE0 ? 0xA0 : 0x80;
    uint8_t high = lead == 0xED ? 0x9F : 0xBF;
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    uint8_t low = lead == 0xF0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xF4 ? 0x8F : 0xBF;
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

size_t firstInvalidUTF8(const uint8_t *bytes, size_t length) {
  size_t index = 0;
  while (index < length) {
    uint64_t eight = 0;
    if (length - index >= sizeof eight) {
      std::memcpy(&eight, bytes + index, sizeof eight);
      if ((eight & 0x8080808080808080U) == 0) {
        index += sizeof eight;
        continue;
      }
    }
    size_t width = characterLength(bytes + index, length - index);
    if (width == 0) return index;
    index += width;
  }
  return length;
}

}  // namespace cvj
