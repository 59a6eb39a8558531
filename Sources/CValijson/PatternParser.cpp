// The grammar of patterns, one function a rule.
#include "PatternParser.hpp"

#include <stdexcept>

namespace cvj {

namespace {

ByteSet range(int first, int last) {
  ByteSet bytes;
  for (int byte = first; byte <= last; ++byte) bytes.set(static_cast<size_t>(byte));
  return bytes;
}

const ByteSet digits = range('0', '9');
const ByteSet wordBytes = range('0', '9') | range('a', 'z') | range('A', 'Z') | range('_', '_');
const ByteSet spaces = range(9, 13) | range(' ', ' ');
const ByteSet lineEnds = range('\n', '\n') | range('\r', '\r');
const ByteSet ascii = range(0, 127);
const ByteSet continuation = range(0x80, 0xBF);

}  // namespace

PatternParser::PatternParser(const std::string &source) : source_(source), limit_(source.size()) {
  start = newState();
  if (at('^')) {
    ++position_;
  } else {
    states[start].edges.emplace_back(range(0, 255), start);
  }
  // A `$` that is not itself escaped ends the pattern.
  if (limit_ > position_ && source[limit_ - 1] == '$') {
    size_t backslashes = 0;
    while (backslashes + 1 < limit_ && source[limit_ - 2 - backslashes] == '\\') ++backslashes;
    if (backslashes % 2 == 0) {
      anchoredAtEnd = true;
      --limit_;
    }
  }
  int first = newState();
  join(start, first);
  end = alternatives(first);
  if (more()) refuse("has a ')' without '('");
}

int PatternParser::newState() {
  if (states.size() >= maximumStates) refuse("is too long");
  states.emplace_back();
  return static_cast<int>(states.size()) - 1;
}

int PatternParser::step(int from, const ByteSet &bytes) {
  int to = newState();
  states[from].edges.emplace_back(bytes, to);
  return to;
}

void PatternParser::refuse(const char *reason) const {
  throw std::runtime_error("the pattern '" + source_ + "' " + reason);
}

int PatternParser::alternatives(int from) {
  if (++depth_ > maximumDepth) refuse("has groups nested too deeply");
  size_t topLevel = depth_ == 1 ? position_ : std::string::npos;
  int to = newState();
  join(sequence(from), to);
  while (at('|')) {
    // `^a|b$` anchors one alternative each in ECMA-262; a group says what is meant.
    if (topLevel != std::string::npos) refuse("needs a group around its alternatives");
    ++position_;
    int other = newState();
    join(from, other);
    join(sequence(other), to);
  }
  --depth_;
  return to;
}

int PatternParser::sequence(int from) {
  int first = newState();
  join(from, first);
  from = first;
  while (more() && !at('|') && !at(')')) from = repeated(from);
  return from;
}

int PatternParser::repeated(int from) {
  size_t start = position_;
  // The atom is read once into a branch that nothing leads to, to find the quantifier behind it.
  atom(newState());
  int least = 1;
  int most = 1;
  quantifier(least, most);
  size_t end = position_;
  int to = repeat(from, start, least, most);
  position_ = end;
  return to;
}

int PatternParser::repeat(int from, size_t start, int least, int most) {
  auto once = [&](int state) {
    position_ = start;
    return atom(state);
  };
  for (int count = 0; count < least; ++count) from = once(from);
  int to = newState();
  if (most < 0) {
    int loop = newState();
    join(from, loop);
    join(once(loop), loop);
    join(loop, to);
    return to;
  }
  for (int count = least; count < most; ++count) {
    join(from, to);
    int next = newState();
    join(from, next);
    from = once(next);
  }
  join(from, to);
  return to;
}

void PatternParser::quantifier(int &least, int &most) {
  if (!more()) return;
  switch (source_[position_]) {
    case '?': least = 0, most = 1; break;
    case '*': least = 0, most = -1; break;
    case '+': least = 1, most = -1; break;
    case '{':
      ++position_;
      least = most = number();
      if (at(',')) {
        ++position_;
        most = at('}') ? -1 : number();
      }
      if (!at('}') || (most >= 0 && most < least)) refuse("has a malformed repetition");
      break;
    default: return;
  }
  ++position_;
  if (at('?') || at('*') || at('+') || at('{')) refuse("has a quantifier behind a quantifier");
}

int PatternParser::number() {
  int value = 0;
  if (!more() || !digits[static_cast<uint8_t>(source_[position_])]) refuse("has a malformed repetition");
  while (more() && digits[static_cast<uint8_t>(source_[position_])]) {
    value = value * 10 + (source_[position_++] - '0');
    if (value > maximumRepetitions) refuse("repeats too often");
  }
  return value;
}

int PatternParser::atom(int from) {
  char character = source_[position_];
  switch (character) {
    case '(': return group(from);
    case '[': return bracket(from);
    case '.': ++position_; return anyOf(from, ascii & ~lineEnds, true);
    case '\\': return step(from, escaped());
    case '*': case '+': case '?': case '{': case '}': case ']': case '^': case '$':
      refuse("has a special character in a place where it has no meaning; escape it");
    default: break;
  }
  // All bytes of a character beyond ASCII are one atom, so that a quantifier counts characters.
  do {
    int byte = static_cast<uint8_t>(source_[position_++]);
    from = step(from, range(byte, byte));
  } while (static_cast<uint8_t>(character) >= 0x80 && more() && continuation[static_cast<uint8_t>(source_[position_])]);
  return from;
}

int PatternParser::group(int from) {
  ++position_;
  if (at('?')) {
    if (position_ + 1 >= limit_ || source_[position_ + 1] != ':') refuse("has a kind of group that is not supported");
    position_ += 2;
  }
  int to = alternatives(from);
  if (!at(')')) refuse("has a '(' without ')'");
  ++position_;
  return to;
}

int PatternParser::bracket(int from) {
  ++position_;
  bool negated = at('^');
  if (negated) ++position_;
  ByteSet members;
  while (more() && !at(']')) {
    ByteSet first = classMember();
    if (at('-') && position_ + 1 < limit_ && source_[position_ + 1] != ']' && first.count() == 1) {
      ++position_;
      ByteSet last = classMember();
      if (last.count() != 1) refuse("has a malformed range");
      int low = static_cast<int>(first._Find_first());
      int high = static_cast<int>(last._Find_first());
      if (low > high) refuse("has a range that runs backwards");
      first = range(low, high);
    }
    members |= first;
  }
  if (!at(']')) refuse("has a '[' without ']'");
  ++position_;
  return negated ? anyOf(from, ascii & ~members, true) : anyOf(from, members, false);
}

ByteSet PatternParser::classMember() {
  char character = source_[position_];
  if (character == '\\') return escaped();
  if (static_cast<uint8_t>(character) >= 0x80) refuse("has a character beyond ASCII");
  ++position_;
  return range(character, character);
}

ByteSet PatternParser::escaped() {
  if (++position_ >= limit_) refuse("ends with a backslash");
  char character = source_[position_++];
  switch (character) {
    case 'd': return digits;
    case 'w': return wordBytes;
    case 's': return spaces;
    case 'n': return range('\n', '\n');
    case 'r': return range('\r', '\r');
    case 't': return range('\t', '\t');
    default: break;
  }
  if (wordBytes[static_cast<uint8_t>(character)] || static_cast<uint8_t>(character) >= 0x80) {
    refuse("has an escape that is not supported");
  }
  return range(character, character);
}

int PatternParser::anyOf(int from, ByteSet ascii, bool beyondASCII) {
  int to = step(from, ascii);
  if (!beyondASCII) return to;
  // The lead bytes of UTF-8 and what must follow them; documents are checked before, so this suffices.
  auto longer = [&](int first, int last, int following) {
    int state = step(from, range(first, last));
    for (int count = 1; count < following; ++count) state = step(state, continuation);
    states[state].edges.emplace_back(continuation, to);
  };
  longer(0xC2, 0xDF, 1);
  longer(0xE0, 0xEF, 2);
  longer(0xF0, 0xF4, 3);
  return to;
}

}  // namespace cvj
