// One JSON document: read in place from a copy of its bytes, with all that RFC 8259 and RFC 7493 forbid refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "Fault.hpp"
#include "RapidJSON.hpp"

namespace cvj {

/// A document and the memory it lives in, which the next document uses again.
class Document {
 public:
  Document();

  /// Reads the bytes. Not CVJ_OK: `fault` says why, and there is no root.
  cvj_status parse(const uint8_t *bytes, size_t length, Fault &fault);

  /// The top value; null (the JSON value) after a parse that failed.
  const rapidjson::Value &root() const { return root_; }
  /// Whether a number is beyond what a double holds exactly, and where its text ends.
  bool hasInexactNumber() const { return inexactNumber_; }
  uint64_t inexactNumberOffset() const { return inexactNumberOffset_; }

 private:
  std::vector<char> text_;
  std::vector<char> pool_;
  rapidjson::MemoryPoolAllocator<> allocator_;
  rapidjson::Value root_;
  bool inexactNumber_ = false;
  uint64_t inexactNumberOffset_ = 0;

  cvj_status read(Fault &fault);
  bool findDuplicate(const rapidjson::Value &value, const char *&name) const;
};

/// The offset of the first byte that is not UTF-8 (RFC 3629: no surrogates, no overlong forms), or `length`.
size_t firstInvalidUTF8(const uint8_t *bytes, size_t length);

}  // namespace cvj
