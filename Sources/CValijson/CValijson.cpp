// The C functions: each catches what C++ may throw, so that nothing but a status passes into Swift.
#include "include/CValijson.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <new>
#include <string>

#include "Canonical.hpp"
#include "Document.hpp"
#include "Plan.hpp"

struct cvj_schema {
  explicit cvj_schema(const rapidjson::Value &document) : plan(document) {}
  cvj::Plan plan;
};

struct cvj_workspace {
  cvj::Document document;
  cvj::Fault fault;
  std::string canonical;
};

namespace {

void copyReason(const char *text, char *reason, size_t capacity) {
  if (reason == nullptr || capacity == 0) return;
  size_t length = std::min(std::strlen(text), capacity - 1);
  std::memcpy(reason, text, length);
  reason[length] = 0;
}

/// Runs a step with an empty fault; an exception becomes a status.
template <typename Work>
cvj_status guarded(cvj_workspace *workspace, Work work) {
  try {
    workspace->fault = cvj::Fault();
    return work(workspace->fault);
  } catch (...) {
    workspace->fault.status = CVJ_FAILED;
    return CVJ_FAILED;
  }
}

const rapidjson::Value *member(const cvj_workspace *workspace, const char *name) {
  const rapidjson::Value &root = workspace->document.root();
  if (!root.IsObject()) return nullptr;
  auto found = root.FindMember(name);
  return found == root.MemberEnd() ? nullptr : &found->value;
}

}  // namespace

cvj_schema *cvj_schema_compile(const uint8_t *bytes, size_t length, char *reason, size_t capacity) {
  try {
    cvj::Document document;
    cvj::Fault fault;
    if (document.parse(bytes, length, fault) != CVJ_OK) {
      std::string text = "it is not usable JSON: " + fault.message + " at byte " + std::to_string(fault.offset);
      copyReason(text.c_str(), reason, capacity);
      return nullptr;
    }
    return new cvj_schema(document.root());
  } catch (const std::exception &error) {
    copyReason(error.what(), reason, capacity);
  } catch (...) {
    copyReason("an unknown fault", reason, capacity);
  }
  return nullptr;
}

void cvj_schema_free(cvj_schema *schema) { delete schema; }

cvj_workspace *cvj_workspace_create(void) {
  try {
    return new cvj_workspace();
  } catch (...) {
    return nullptr;
  }
}

void cvj_workspace_free(cvj_workspace *workspace) { delete workspace; }

cvj_status cvj_parse(cvj_workspace *workspace, const uint8_t *bytes, size_t length) {
  return guarded(workspace, [&](cvj::Fault &fault) { return workspace->document.parse(bytes, length, fault); });
}

bool cvj_is_object(const cvj_workspace *workspace) { return workspace->document.root().IsObject(); }

bool cvj_has_member(const cvj_workspace *workspace, const char *name) { return member(workspace, name) != nullptr; }

const char *cvj_string_member(const cvj_workspace *workspace, const char *name, size_t *length) {
  const rapidjson::Value *value = member(workspace, name);
  if (value == nullptr || !value->IsString()) return nullptr;
  *length = value->GetStringLength();
  return value->GetString();
}

cvj_status cvj_validate(cvj_workspace *workspace, const cvj_schema *schema) {
  return guarded(workspace, [&](cvj::Fault &fault) { return schema->plan.run(workspace->document.root(), fault); });
}

cvj_status cvj_check_numbers(cvj_workspace *workspace) {
  return guarded(workspace, [&](cvj::Fault &fault) {
    if (!workspace->document.hasInexactNumber()) return CVJ_OK;
    fault.offset = workspace->document.inexactNumberOffset();
    return fault.status = CVJ_INEXACT_NUMBER;
  });
}

const uint8_t *cvj_canonical(cvj_workspace *workspace, const char *name, size_t *length) {
  try {
    const rapidjson::Value *value = name == nullptr ? &workspace->document.root() : member(workspace, name);
    if (value == nullptr) return nullptr;
    workspace->canonical.clear();
    cvj::appendCanonical(workspace->canonical, *value);
    *length = workspace->canonical.size();
    return reinterpret_cast<const uint8_t *>(workspace->canonical.data());
  } catch (...) {
    return nullptr;
  }
}

uint64_t cvj_error_offset(const cvj_workspace *workspace) { return workspace->fault.offset; }
const char *cvj_error_pointer(const cvj_workspace *workspace) { return workspace->fault.pointer.c_str(); }
const char *cvj_error_rule(const cvj_workspace *workspace) { return workspace->fault.rule.c_str(); }
const char *cvj_error_message(const cvj_workspace *workspace) { return workspace->fault.message.c_str(); }
uint32_t cvj_error_count(const cvj_workspace *workspace) { return workspace->fault.count; }
