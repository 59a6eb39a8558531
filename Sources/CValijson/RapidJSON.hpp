// RapidJSON, included with the same settings everywhere: vector instructions where the processor has them.
#pragma once

#if defined(__SSE2__)
#define RAPIDJSON_SSE2
#endif

#include <stdexcept>

namespace cvj {

/// A fault in how the library is used: caught at the C functions, never the end of the process.
[[noreturn]] inline void assertionFailed() { throw std::logic_error("a RapidJSON assertion failed"); }

}  // namespace cvj

// Valijson's own throwing assertion builds a string at each check that passes, which costs more than parsing does. Its
// header is told that there are no exceptions, so that it leaves the assertion to us; the rest of it does throw.
#define RAPIDJSON_ASSERT(condition) ((condition) ? static_cast<void>(0) : cvj::assertionFailed())
#define RAPIDJSON_ASSERT_THROWS 1
#define VALIJSON_USE_EXCEPTIONS 1
#include <valijson/exceptions.hpp>
#undef VALIJSON_USE_EXCEPTIONS
#include <valijson/adapters/rapidjson_adapter.hpp>
#define VALIJSON_USE_EXCEPTIONS 1

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <cstdint>

namespace cvj {

/// The largest magnitude of an integer that every JSON reader keeps exactly: 2^53 − 1.
constexpr int64_t largestExactInteger = 9'007'199'254'740'991;

}  // namespace cvj
