// Reads a regular expression into a graph of states joined by byte sets (Thompson's construction).
#pragma once

#include <bitset>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace cvj {

using ByteSet = std::bitset<256>;

/// A state: edges that take a byte, and edges that take none.
struct PatternState {
  std::vector<std::pair<ByteSet, int>> edges;
  std::vector<int> empty;
};

/// A recursive-descent parser that appends what it reads to the graph. A repeated atom is read once a repetition.
class PatternParser {
 public:
  static constexpr size_t maximumStates = 10'000;
  static constexpr int maximumDepth = 16;
  static constexpr int maximumRepetitions = 1'000;

  explicit PatternParser(const std::string &source);

  std::vector<PatternState> states;
  int start = 0;
  int end = 0;
  bool anchoredAtEnd = false;

 private:
  const std::string &source_;
  size_t position_ = 0;
  size_t limit_ = 0;
  int depth_ = 0;

  int newState();
  void join(int from, int to) { states[from].empty.push_back(to); }
  int step(int from, const ByteSet &bytes);
  bool more() const { return position_ < limit_; }
  bool at(char character) const { return more() && source_[position_] == character; }
  [[noreturn]] void refuse(const char *reason) const;

  int alternatives(int from);
  int sequence(int from);
  int repeated(int from);
  int repeat(int from, size_t atom, int least, int most);
  void quantifier(int &least, int &most);
  int number();
  int atom(int from);
  int group(int from);
  int bracket(int from);
  ByteSet escaped();
  ByteSet classMember();
  int anyOf(int from, ByteSet ascii, bool beyondASCII);
};

}  // namespace cvj
