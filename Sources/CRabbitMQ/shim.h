// What Swift cannot call or read of librabbitmq by itself. Every function says why it is here.
#ifndef TRIBUTARY_CRABBITMQ_SHIM_H
#define TRIBUTARY_CRABBITMQ_SHIM_H

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "login.h"

// Of OpenSSL, which the library uses, only what tells why TLS failed: the library says no more than "handshake failed".
// Declared here and not included, because OpenSSL's headers are large and swift-crypto brings its own of the same names.
extern void ERR_clear_error(void);
extern unsigned long ERR_peek_error(void);
extern const char *ERR_reason_error_string(unsigned long code);
extern const char *X509_verify_cert_error_string(long code);
extern int X509_STORE_CTX_get_error(void *store);
extern void SSL_CTX_set_verify(void *context, int mode, int (*check)(int is_good, void *store));

// Why the last certificate was refused on this thread; 0 if none was. A local static, because Swift emits no others of
// a header.
static inline int *tributary_certificate_error(void) {
  static __thread int error;
  return &error;
}

static inline int tributary_note_certificate(int is_good, void *store) {
  if (!is_good) *tributary_certificate_error() = X509_STORE_CTX_get_error(store);
  return is_good;
}

// Verifies the peer, as the library's own call does, and keeps the reason of a refusal. Mode 1 is SSL_VERIFY_PEER.
static inline void tributary_verify_peer(amqp_socket_t *socket) {
  *tributary_certificate_error() = 0;
  ERR_clear_error();
  SSL_CTX_set_verify(amqp_ssl_socket_get_context(socket), 1, tributary_note_certificate);
}

// Why TLS failed on this thread since the call above; NULL if OpenSSL has nothing to say.
static inline const char *tributary_tls_failure(void) {
  int refused = *tributary_certificate_error();
  if (refused) return X509_verify_cert_error_string(refused);
  unsigned long code = ERR_peek_error();
  return code ? ERR_reason_error_string(code) : NULL;
}

// One frame if one is there, without waiting. Saves building a timeval for every call from Swift.
static inline int tributary_next_frame(amqp_connection_state_t connection, amqp_frame_t *frame) {
  struct timeval none = {0, 0};
  return amqp_simple_wait_frame_noblock(connection, frame, &none);
}

// Whether frames wait inside the library, where poll() on the socket does not see them.
static inline bool tributary_has_buffered_input(amqp_connection_state_t connection) {
  return amqp_frames_enqueued(connection) || amqp_data_in_buffer(connection);
}

// Members of the frame's union are anonymous structs, which Swift reads only under compiler-made names.
static inline amqp_method_t tributary_frame_method(const amqp_frame_t *frame) { return frame->payload.method; }
static inline uint64_t tributary_frame_body_size(const amqp_frame_t *frame) {
  return frame->payload.properties.body_size;
}
// NULL for another class, and for a header shorter than its fixed part, whose length the library takes for a huge one.
static inline const amqp_basic_properties_t *tributary_frame_properties(const amqp_frame_t *frame) {
  return frame->payload.properties.class_id == AMQP_BASIC_CLASS && frame->payload.properties.raw.len <= INT32_MAX
             ? (const amqp_basic_properties_t *)frame->payload.properties.decoded
             : NULL;
}
static inline amqp_bytes_t tributary_frame_body(const amqp_frame_t *frame) { return frame->payload.body_fragment; }

// Sends a content header. The frame's union is filled here for the same reason as above.
static inline int tributary_send_header(
    amqp_connection_state_t connection, amqp_channel_t channel, amqp_basic_properties_t *properties,
    uint64_t body_size) {
  amqp_frame_t frame;
  memset(&frame, 0, sizeof frame);
  frame.frame_type = AMQP_FRAME_HEADER;
  frame.channel = channel;
  frame.payload.properties.class_id = AMQP_BASIC_CLASS;
  frame.payload.properties.body_size = body_size;
  frame.payload.properties.decoded = properties;
  return amqp_send_frame(connection, &frame);
}

// Sends one body frame. The library only reads the bytes, although its struct is not const.
static inline int tributary_send_body(
    amqp_connection_state_t connection, amqp_channel_t channel, const void *bytes, size_t count) {
  amqp_frame_t frame;
  memset(&frame, 0, sizeof frame);
  frame.frame_type = AMQP_FRAME_BODY;
  frame.channel = channel;
  frame.payload.body_fragment.len = count;
  frame.payload.body_fragment.bytes = (void *)bytes;
  return amqp_send_frame(connection, &frame);
}

// The values of a table field are a C union; Swift would read every member, whatever the kind. One function a type
// keeps the reads honest. Integers of all widths come out as one 64-bit number; `fits` is false for what does not fit.
static inline int64_t tributary_field_integer(const amqp_field_value_t *field, bool *fits) {
  *fits = true;
  switch (field->kind) {
    case AMQP_FIELD_KIND_I8: return field->value.i8;
    case AMQP_FIELD_KIND_U8: return field->value.u8;
    case AMQP_FIELD_KIND_I16: return field->value.i16;
    case AMQP_FIELD_KIND_U16: return field->value.u16;
    case AMQP_FIELD_KIND_I32: return field->value.i32;
    case AMQP_FIELD_KIND_U32: return field->value.u32;
    case AMQP_FIELD_KIND_I64: return field->value.i64;
    default: *fits = field->value.u64 <= INT64_MAX; return (int64_t)field->value.u64;
  }
}
static inline uint64_t tributary_field_u64(const amqp_field_value_t *field) { return field->value.u64; }
static inline bool tributary_field_boolean(const amqp_field_value_t *field) { return field->value.boolean != 0; }
static inline double tributary_field_double(const amqp_field_value_t *field) {
  return field->kind == AMQP_FIELD_KIND_F32 ? (double)field->value.f32 : field->value.f64;
}
static inline amqp_decimal_t tributary_field_decimal(const amqp_field_value_t *field) { return field->value.decimal; }
static inline amqp_bytes_t tributary_field_bytes(const amqp_field_value_t *field) { return field->value.bytes; }
static inline amqp_table_t tributary_field_table(const amqp_field_value_t *field) { return field->value.table; }
static inline amqp_array_t tributary_field_array(const amqp_field_value_t *field) { return field->value.array; }

// The same for writing: a value of the given kind in the union.
static inline amqp_field_value_t tributary_make_integer(int64_t value) {
  amqp_field_value_t field = {.kind = AMQP_FIELD_KIND_I64, .value = {.i64 = value}};
  return field;
}
static inline amqp_field_value_t tributary_make_boolean(bool value) {
  amqp_field_value_t field = {.kind = AMQP_FIELD_KIND_BOOLEAN, .value = {.boolean = value}};
  return field;
}
static inline amqp_field_value_t tributary_make_double(double value) {
  amqp_field_value_t field = {.kind = AMQP_FIELD_KIND_F64, .value = {.f64 = value}};
  return field;
}
static inline amqp_field_value_t tributary_make_timestamp(uint64_t value) {
  amqp_field_value_t field = {.kind = AMQP_FIELD_KIND_TIMESTAMP, .value = {.u64 = value}};
  return field;
}
static inline amqp_field_value_t tributary_make_decimal(uint8_t scale, uint32_t value) {
  amqp_field_value_t field = {.kind = AMQP_FIELD_KIND_DECIMAL, .value = {.decimal = {scale, value}}};
  return field;
}
static inline amqp_field_value_t tributary_make_bytes(bool is_text, amqp_bytes_t bytes) {
  amqp_field_value_t field = {
      .kind = is_text ? AMQP_FIELD_KIND_UTF8 : AMQP_FIELD_KIND_BYTES, .value = {.bytes = bytes}};
  return field;
}
static inline amqp_field_value_t tributary_make_table(amqp_table_t table) {
  amqp_field_value_t field = {.kind = AMQP_FIELD_KIND_TABLE, .value = {.table = table}};
  return field;
}
static inline amqp_field_value_t tributary_make_array(amqp_array_t array) {
  amqp_field_value_t field = {.kind = AMQP_FIELD_KIND_ARRAY, .value = {.array = array}};
  return field;
}
static inline amqp_field_value_t tributary_make_void(void) {
  amqp_field_value_t field;
  memset(&field, 0, sizeof field);
  field.kind = AMQP_FIELD_KIND_VOID;
  return field;
}

// What tributary_wait answers with.
static const int tributary_readable = 1, tributary_writable = 2, tributary_woken = 4, tributary_broken = 8;

// Waits for the socket or the wake-up descriptor. Returns a mask of the constants above; 0 after the time-out or a
// signal. pollfd arrays are clumsy in Swift, and this runs on every turn of the loop.
static inline int tributary_wait(int socket, bool for_writing, int wake, int timeout_milliseconds) {
  struct pollfd set[2] = {
      {.fd = wake, .events = POLLIN, .revents = 0},
      {.fd = socket, .events = (short)(POLLIN | (for_writing ? POLLOUT : 0)), .revents = 0}};
  if (poll(set, 2, timeout_milliseconds) <= 0) return 0;
  int mask = 0;
  if (set[0].revents & POLLIN) mask |= tributary_woken;
  if (set[1].revents & POLLIN) mask |= tributary_readable;
  if (set[1].revents & POLLOUT) mask |= tributary_writable;
  if (set[1].revents & (POLLERR | POLLHUP | POLLNVAL)) mask |= tributary_broken;
  return mask;
}

// Waits for the wake-up descriptor alone, while the socket fills, for microseconds: poll() knows only milliseconds.
// Returns whether it was woken.
static inline bool tributary_rest(int wake, int microseconds) {
  struct pollfd set = {.fd = wake, .events = POLLIN, .revents = 0};
  struct timespec limit = {.tv_sec = microseconds / 1000000, .tv_nsec = (microseconds % 1000000) * 1000L};
  return ppoll(&set, 1, &limit, NULL) > 0;
}

// Whether a third of the send buffer is free (what POLLOUT means for TCP on Linux), so that a small write returns at
// once. The library would otherwise wait inside send() for as long as the broker does not read.
static inline bool tributary_is_writable(int socket) {
  struct pollfd set = {.fd = socket, .events = POLLOUT, .revents = 0};
  return poll(&set, 1, 0) > 0 && (set.revents & (POLLOUT | POLLERR | POLLHUP));
}

// Gives the socket a send buffer large enough for the promise above. A refusal is harmless: the kernel's limit holds.
static inline void tributary_set_send_buffer(int socket, int bytes) {
  (void)setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

// Whether the kernel waits until a packet is full (TCP_CORK, tcp(7); Linux). Elsewhere nothing is held back.
static inline void tributary_set_cork(int socket, bool is_corked) {
#ifdef TCP_CORK
  int value = is_corked ? 1 : 0;
  (void)setsockopt(socket, IPPROTO_TCP, TCP_CORK, &value, sizeof value);
#else
  (void)socket;
  (void)is_corked;
#endif
}

// The flags are macros built of others (EFD_CLOEXEC | EFD_NONBLOCK is an enum sum on Linux).
static inline int tributary_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
static inline void tributary_eventfd_signal(int descriptor) { (void)eventfd_write(descriptor, 1); }
static inline void tributary_eventfd_clear(int descriptor) {
  eventfd_t count;
  (void)eventfd_read(descriptor, &count);
}

// Variadic in C. The kernel keeps the first 15 bytes.
static inline void tributary_name_thread(const char *name) { (void)prctl(PR_SET_NAME, name); }

// Swift types that have a method `close` cannot call the function of that name.
static inline void tributary_close(int descriptor) { (void)close(descriptor); }

#endif
