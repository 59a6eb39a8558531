// JSON documents against JSON Schemas, as plain C: the only door between Swift and the C++ libraries
// (Valijson reads schemas, RapidJSON reads documents). No C++ exception passes it, no text it returns
// holds a value of the document.
#ifndef CVALIJSON_H
#define CVALIJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The deepest nesting of arrays and objects that a document may have.
#define CVJ_MAXIMUM_DEPTH 64

/// A compiled schema. It never changes after compilation: any number of threads may use it at a time.
typedef struct cvj_schema cvj_schema;

/// Room for one document at a time: its text, its tree, its canonical form and what was found wrong with it.
/// One thread at a time may use it; reusing it saves most allocations.
typedef struct cvj_workspace cvj_workspace;

/// What became of a call.
typedef enum {
  /// As asked.
  CVJ_OK = 0,
  /// Not JSON (RFC 8259), or not UTF-8: see the offset.
  CVJ_NOT_JSON = 1,
  /// Nested deeper than ``CVJ_MAXIMUM_DEPTH``: see the offset.
  CVJ_TOO_DEEP = 2,
  /// The same name twice in an object (RFC 7493, section 2.3): see the offset.
  CVJ_DUPLICATE_NAME = 3,
  /// Against the schema: see the pointer, the rule and the number of violations.
  CVJ_VIOLATION = 4,
  /// A number that a double does not hold exactly (RFC 7493, section 2.2): see the offset.
  CVJ_INEXACT_NUMBER = 5,
  /// Out of memory, or a fault of the libraries.
  CVJ_FAILED = 6
} cvj_status;

/// Compiles a schema (draft 7, the keywords listed in schemas/README.md). Returns null where it cannot, with the
/// reason in `reason` (cut to `capacity`, always terminated).
cvj_schema *cvj_schema_compile(const uint8_t *bytes, size_t length, char *reason, size_t capacity);
/// Frees a schema; null is fine.
void cvj_schema_free(cvj_schema *schema);

/// Creates a workspace, or returns null when memory is short.
cvj_workspace *cvj_workspace_create(void);
/// Frees a workspace; null is fine.
void cvj_workspace_free(cvj_workspace *workspace);

/// Reads a document. What a former document left in the workspace is gone.
cvj_status cvj_parse(cvj_workspace *workspace, const uint8_t *bytes, size_t length);
/// Whether the document is an object.
bool cvj_is_object(const cvj_workspace *workspace);
/// Whether the document is an object with this member, of any type.
bool cvj_has_member(const cvj_workspace *workspace, const char *name);
/// The string under a name of the top object, valid until the next document; null where there is none.
const char *cvj_string_member(const cvj_workspace *workspace, const char *name, size_t *length);
/// Checks the document against a schema.
cvj_status cvj_validate(cvj_workspace *workspace, const cvj_schema *schema);
/// Whether every number of the document is exact in a double: integers within ±(2^53 − 1).
cvj_status cvj_check_numbers(cvj_workspace *workspace);
/// The canonical form (RFC 8785) of a member of the top object, or of the whole document where `name` is null;
/// valid until the next call. Null where there is no such member.
const uint8_t *cvj_canonical(cvj_workspace *workspace, const char *name, size_t *length);

/// Where the last call that was not `CVJ_OK` found the fault: a byte offset in the document.
uint64_t cvj_error_offset(const cvj_workspace *workspace);
/// The place of the violation found first, as a JSON pointer (RFC 6901). Names that the schema does not know are
/// written `*`, since they are content.
const char *cvj_error_pointer(const cvj_workspace *workspace);
/// The keyword that it breaks, for instance `maxLength`.
const char *cvj_error_rule(const cvj_workspace *workspace);
/// What is wrong, in words.
const char *cvj_error_message(const cvj_workspace *workspace);
/// How many violations there are, counted up to 1,000.
uint32_t cvj_error_count(const cvj_workspace *workspace);

#ifdef __cplusplus
}
#endif

#endif
