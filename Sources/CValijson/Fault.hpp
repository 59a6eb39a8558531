// What is wrong with a document: one record that every step fills in the same way.
#pragma once

#include <cstdint>
#include <string>

#include "include/CValijson.h"

namespace cvj {

/// The fault found first; never holds text of the document.
struct Fault {
  cvj_status status = CVJ_OK;
  uint64_t offset = 0;
  std::string pointer;
  std::string rule;
  std::string message;
  uint32_t count = 0;
};

}  // namespace cvj
