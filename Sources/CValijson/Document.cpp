// Reading: RapidJSON's parser, with a handler in front of its tree builder that watches depth, numbers and text.
#include "Document.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string_view>

namespace cvj {

namespace {

constexpr size_t poolBytes = 512 * 1024;
/// The vector instructions read whole blocks of 16 bytes, so the text is followed by that many zeros.
constexpr size_t padding = 16;
constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseFullPrecisionFlag;

/// Passes everything on to the tree builder, and stops the parser at what is not allowed. The parser recurses once a
/// level; since it asks here first, the depth limit bounds its stack too.
struct Watch {
  rapidjson::Document &tree;
  rapidjson::InsituStringStream &stream;
  int depth = 0;
  cvj_status stopped = CVJ_OK;
  bool inexact = false;
  size_t inexactOffset = 0;

  bool stop(cvj_status why) {
    stopped = why;
    return false;
  }
  bool enter() { return ++depth <= CVJ_MAXIMUM_DEPTH || stop(CVJ_TOO_DEEP); }
  void number(double value) {
    if (inexact || std::fabs(value) <= static_cast<double>(largestExactInteger)) return;
    inexact = true;
    inexactOffset = stream.Tell();
  }
  /// A lone low surrogate, which the parser lets pass when it is written as an escape, becomes ED A0…BF.
  bool text(const char *characters, size_t length) {
    const void *end = characters + length;
    for (const void *at = characters; (at = std::memchr(at, 0xED, static_cast<size_t>(
             static_cast<const char *>(end) - static_cast<const char *>(at)))) != nullptr;) {
      const auto *lead = static_cast<const uint8_t *>(at);
      if (static_cast<const void *>(lead + 1) < end && lead[1] >= 0xA0) return stop(CVJ_NOT_JSON);
      at = lead + 1;
    }
    return true;
  }

  bool Null() { return tree.Null(); }
  bool Bool(bool value) { return tree.Bool(value); }
  bool Int(int value) { return tree.Int(value); }
  bool Uint(unsigned value) { return tree.Uint(value); }
  bool Int64(int64_t value) { return number(static_cast<double>(value)), tree.Int64(value); }
  bool Uint64(uint64_t value) { return number(static_cast<double>(value)), tree.Uint64(value); }
  bool Double(double value) { return number(value), tree.Double(value); }
  bool RawNumber(const char *, rapidjson::SizeType, bool) { return false; }
  bool String(const char *characters, rapidjson::SizeType length, bool copy) {
    return text(characters, length) && tree.String(characters, length, copy);
  }
  bool Key(const char *characters, rapidjson::SizeType length, bool copy) {
    return text(characters, length) && tree.Key(characters, length, copy);
  }
  bool StartObject() { return enter() && tree.StartObject(); }
  bool EndObject(rapidjson::SizeType members) { return --depth, tree.EndObject(members); }
  bool StartArray() { return enter() && tree.StartArray(); }
  bool EndArray(rapidjson::SizeType elements) { return --depth, tree.EndArray(elements); }
};

void notJSON(Fault &fault, uint64_t offset, std::string message) {
  fault.status = CVJ_NOT_JSON;
  fault.offset = offset;
  fault.message = std::move(message);
}

std::string_view nameOf(const rapidjson::Value::Member &member) {
  return {member.name.GetString(), member.name.GetStringLength()};
}

/// The second of two equal names of an object, or null. Sorted names, as most producers write them, cost one pass.
const char *duplicateName(const rapidjson::Value &object) {
  auto notBefore = [](const auto &left, const auto &right) { return nameOf(left) >= nameOf(right); };
  auto begin = object.MemberBegin();
  auto end = object.MemberEnd();
  if (std::adjacent_find(begin, end, notBefore) == end) return nullptr;
  std::vector<const rapidjson::Value::Member *> members;
  for (auto member = begin; member != end; ++member) members.push_back(&*member);
  std::sort(members.begin(), members.end(), [](auto *left, auto *right) {
    int order = nameOf(*left).compare(nameOf(*right));
    return order == 0 ? left < right : order < 0;  // equal names in document order, so that the second is named
  });
  auto twice = std::adjacent_find(
      members.begin(), members.end(), [](auto *left, auto *right) { return nameOf(*left) == nameOf(*right); });
  return twice == members.end() ? nullptr : (*(twice + 1))->name.GetString();
}

}  // namespace

Document::Document() : pool_(poolBytes), allocator_(pool_.data(), pool_.size()) {}

cvj_status Document::parse(const uint8_t *bytes, size_t length, Fault &fault) {
  root_ = rapidjson::Value();
  allocator_.Clear();
  inexactNumber_ = false;
  const void *zero = length == 0 ? nullptr : std::memchr(bytes, 0, length);
  if (zero != nullptr) {
    // The parser takes a zero byte for the end of the text; what follows it must not go unread.
    notJSON(fault, static_cast<uint64_t>(static_cast<const uint8_t *>(zero) - bytes), "a zero byte");
    return fault.status;
  }
  size_t invalid = firstInvalidUTF8(bytes, length);
  if (invalid < length) {
    notJSON(fault, invalid, "a byte that is not UTF-8");
    return fault.status;
  }
  text_.resize(length + padding);
  if (length > 0) std::memcpy(text_.data(), bytes, length);
  std::memset(text_.data() + length, 0, padding);
  return read(fault);
}

cvj_status Document::read(Fault &fault) {
  rapidjson::Document tree(&allocator_);
  rapidjson::InsituStringStream stream(text_.data());
  rapidjson::Reader reader;
  Watch watch{tree, stream};
  auto generate = [&](rapidjson::Document &) { return !reader.Parse<flags>(stream, watch).IsError(); };
  tree.Populate(generate);
  if (reader.HasParseError()) {
    fault.offset = reader.GetErrorOffset();
    fault.status = watch.stopped;
    if (watch.stopped == CVJ_OK) {
      notJSON(fault, reader.GetErrorOffset(), rapidjson::GetParseError_En(reader.GetParseErrorCode()));
    } else if (watch.stopped == CVJ_NOT_JSON) {
      notJSON(fault, reader.GetErrorOffset(), "half of a surrogate pair just before this place");
    }
    return fault.status;
  }
  inexactNumber_ = watch.inexact;
  inexactNumberOffset_ = watch.inexactOffset;
  const char *name = nullptr;
  if (findDuplicate(tree, name)) {
    // Names lie in the text where they were read, so their address is their place.
    fault.status = CVJ_DUPLICATE_NAME;
    fault.offset = static_cast<uint64_t>(name - text_.data());
    return fault.status;
  }
  root_ = std::move(static_cast<rapidjson::Value &>(tree));
  return CVJ_OK;
}

bool Document::findDuplicate(const rapidjson::Value &value, const char *&name) const {
  if (value.IsObject()) {
    name = duplicateName(value);
    if (name != nullptr) return true;
    for (const auto &member : value.GetObject()) {
      if (findDuplicate(member.value, name)) return true;
    }
  } else if (value.IsArray()) {
    for (const auto &element : value.GetArray()) {
      if (findDuplicate(element, name)) return true;
    }
  }
  return false;
}

}  // namespace cvj
