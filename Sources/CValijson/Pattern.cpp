// Turns the graph of a pattern into a table with one row a set of states (the subset construction).
#include "Pattern.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "PatternParser.hpp"

namespace cvj {

namespace {

using StateSet = std::vector<int>;

/// All states that can be reached without taking a byte, sorted.
StateSet closure(const std::vector<PatternState> &states, StateSet set) {
  std::vector<bool> seen(states.size());
  StateSet waiting;
  std::swap(set, waiting);
  while (!waiting.empty()) {
    int state = waiting.back();
    waiting.pop_back();
    if (seen[state]) continue;
    seen[state] = true;
    set.push_back(state);
    waiting.insert(waiting.end(), states[state].empty.begin(), states[state].empty.end());
  }
  std::sort(set.begin(), set.end());
  return set;
}

StateSet follow(const std::vector<PatternState> &states, const StateSet &set, size_t byte) {
  StateSet next;
  for (int state : set) {
    for (const auto &edge : states[state].edges) {
      if (edge.first[byte]) next.push_back(edge.second);
    }
  }
  return closure(states, std::move(next));
}

}  // namespace

Pattern::Pattern(const std::string &source) {
  PatternParser graph(source);
  std::map<StateSet, uint16_t> numbers;
  std::vector<StateSet> sets;
  auto number = [&](StateSet set) {
    auto known = numbers.find(set);
    if (known != numbers.end()) return known->second;
    if (sets.size() >= maximumStates) throw std::runtime_error("the pattern '" + source + "' needs too many states");
    auto index = static_cast<uint16_t>(sets.size());
    bool accepts = std::binary_search(set.begin(), set.end(), graph.end);
    accepts_.push_back(accepts);
    finds_.push_back(accepts && !graph.anchoredAtEnd);
    table_.push_back({});
    numbers.emplace(set, index);
    sets.push_back(std::move(set));
    return index;
  };
  number({});  // the dead end is row 0
  start_ = number(closure(graph.states, {graph.start}));
  for (size_t row = 1; row < sets.size(); ++row) {
    for (size_t byte = 0; byte < 256; ++byte) {
      uint16_t target = number(follow(graph.states, sets[row], byte));
      table_[row][byte] = target;
    }
  }
}

}  // namespace cvj
