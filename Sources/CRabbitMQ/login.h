// The login, method by method (AMQP 0-9-1, section 2.2.4). The library's own agrees to any frame size that the broker
// proposes and then writes beyond its buffer if that is too small; it also copies the broker's properties, however
// deeply they are nested, and nobody reads them.
#ifndef TRIBUTARY_CRABBITMQ_LOGIN_H
#define TRIBUTARY_CRABBITMQ_LOGIN_H

#include <amqp.h>
#include <amqp_framing.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// The smallest frame that may be agreed on (section 4.9, frame-min-size), and the status when the broker wants less.
enum { tributary_least_frame_bytes = 4096, tributary_frame_too_small = -0x7001 };

struct tributary_login {
  const char *vhost;
  int channel_max, frame_max, heartbeat_seconds;
  const amqp_table_t *properties;
  const char *mechanism;
  amqp_bytes_t response;
  struct timespec deadline;
};

// The next frame before the deadline, which must be a method of channel 0. What it points to lives until the buffers
// are released.
static inline int tributary_await_method(
    amqp_connection_state_t connection, const struct tributary_login *login, amqp_method_t *method) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  int64_t left = (int64_t)(login->deadline.tv_sec - now.tv_sec) * 1000000 +
                 (login->deadline.tv_nsec - now.tv_nsec) / 1000;
  if (left < 0) left = 0;
  struct timeval timeout = {left / 1000000, left % 1000000};
  amqp_frame_t frame;
  int status = amqp_simple_wait_frame_noblock(connection, &frame, &timeout);
  if (status != AMQP_STATUS_OK) return status;
  if (frame.frame_type != AMQP_FRAME_METHOD || frame.channel != 0) return AMQP_STATUS_UNEXPECTED_STATE;
  *method = frame.payload.method;
  return AMQP_STATUS_OK;
}

// Whether a list of words separated by spaces holds a word.
static inline int tributary_lists(amqp_bytes_t list, const char *word) {
  const char *place = (const char *)list.bytes, *end = place + list.len;
  size_t length = strlen(word);
  while (place < end) {
    const char *space = memchr(place, ' ', (size_t)(end - place));
    size_t count = (size_t)((space ? space : end) - place);
    if (count == length && memcmp(place, word, length) == 0) return 1;
    place += count + 1;
  }
  return 0;
}

// connection.start and its answer.
static inline int tributary_login_start(amqp_connection_state_t connection, const struct tributary_login *login) {
  amqp_method_t method;
  int status = amqp_send_header(connection);
  if (status == AMQP_STATUS_OK) status = tributary_await_method(connection, login, &method);
  if (status != AMQP_STATUS_OK) return status;
  if (method.id != AMQP_CONNECTION_START_METHOD) return AMQP_STATUS_WRONG_METHOD;
  const amqp_connection_start_t *start = (const amqp_connection_start_t *)method.decoded;
  if (start->version_major != AMQP_PROTOCOL_VERSION_MAJOR || start->version_minor != AMQP_PROTOCOL_VERSION_MINOR)
    return AMQP_STATUS_INCOMPATIBLE_AMQP_VERSION;
  if (!tributary_lists(start->mechanisms, login->mechanism)) return AMQP_STATUS_BROKER_UNSUPPORTED_SASL_METHOD;
  amqp_maybe_release_buffers(connection);
  amqp_connection_start_ok_t answer = {
      .client_properties = *login->properties, .mechanism = amqp_cstring_bytes(login->mechanism),
      .response = login->response, .locale = amqp_cstring_bytes("en_US")};
  return amqp_send_method(connection, 0, AMQP_CONNECTION_START_OK_METHOD, &answer);
}

// The smaller of two limits, of which 0 means none.
static inline int tributary_agree(int64_t ours, int64_t theirs) {
  return (int)(theirs != 0 && (theirs < ours || ours == 0) ? theirs : ours);
}

// connection.tune and its answer. A heartbeat of 0 from us means none, whatever the broker proposes.
static inline int tributary_login_tune(
    amqp_connection_state_t connection, const struct tributary_login *login, const amqp_connection_tune_t *tune) {
  int channels = tributary_agree(login->channel_max, tune->channel_max);
  int frame = tributary_agree(login->frame_max, tune->frame_max);
  int heartbeat = login->heartbeat_seconds ? tributary_agree(login->heartbeat_seconds, tune->heartbeat) : 0;
  if (frame < tributary_least_frame_bytes) return tributary_frame_too_small;
  int status = amqp_tune_connection(connection, channels, frame, heartbeat);
  if (status != AMQP_STATUS_OK) return status;
  amqp_connection_tune_ok_t answer = {
      .channel_max = (uint16_t)channels, .frame_max = (uint32_t)frame, .heartbeat = (uint16_t)heartbeat};
  status = amqp_send_method(connection, 0, AMQP_CONNECTION_TUNE_OK_METHOD, &answer);
  if (status != AMQP_STATUS_OK) return status;
  amqp_connection_open_t open = {.virtual_host = amqp_cstring_bytes(login->vhost), .insist = 1};
  return amqp_send_method(connection, 0, AMQP_CONNECTION_OPEN_METHOD, &open);
}

// The whole of it. The reply is normal, the broker's connection.close, or a status of the library (or the one above).
static inline amqp_rpc_reply_t tributary_login(amqp_connection_state_t connection, struct tributary_login login) {
  amqp_rpc_reply_t reply = {.reply_type = AMQP_RESPONSE_LIBRARY_EXCEPTION};
  const struct timeval *timeout = amqp_get_handshake_timeout(connection);
  clock_gettime(CLOCK_MONOTONIC, &login.deadline);
  login.deadline.tv_sec += timeout->tv_sec;
  login.deadline.tv_nsec += timeout->tv_usec * 1000;
  amqp_method_t method;
  reply.library_error = tributary_login_start(connection, &login);
  if (reply.library_error == AMQP_STATUS_OK)
    reply.library_error = tributary_await_method(connection, &login, &method);
  if (reply.library_error == AMQP_STATUS_OK && method.id == AMQP_CONNECTION_TUNE_METHOD) {
    amqp_connection_tune_t tune = *(const amqp_connection_tune_t *)method.decoded;
    amqp_maybe_release_buffers(connection);
    reply.library_error = tributary_login_tune(connection, &login, &tune);
    if (reply.library_error == AMQP_STATUS_OK)
      reply.library_error = tributary_await_method(connection, &login, &method);
    if (reply.library_error == AMQP_STATUS_OK && method.id == AMQP_CONNECTION_OPEN_OK_METHOD) {
      reply.reply_type = AMQP_RESPONSE_NORMAL;
      return reply;
    }
  }
  if (reply.library_error != AMQP_STATUS_OK) return reply;
  reply.reply = method;
  if (method.id == AMQP_CONNECTION_CLOSE_METHOD) reply.reply_type = AMQP_RESPONSE_SERVER_EXCEPTION;
  else reply.library_error = AMQP_STATUS_WRONG_METHOD;
  return reply;
}

// With user and password (RFC 4616).
static inline amqp_rpc_reply_t tributary_login_plain(
    amqp_connection_state_t connection, const char *vhost, int channel_max, int frame_max, int heartbeat_seconds,
    const amqp_table_t *properties, const char *user, const char *password) {
  size_t user_length = strlen(user), password_length = strlen(password);
  amqp_bytes_t response = amqp_bytes_malloc(user_length + password_length + 2);
  if (response.bytes == NULL) {
    amqp_rpc_reply_t reply = {
        .reply_type = AMQP_RESPONSE_LIBRARY_EXCEPTION, .library_error = AMQP_STATUS_NO_MEMORY};
    return reply;
  }
  char *place = (char *)response.bytes;
  *place++ = 0;
  memcpy(place, user, user_length);
  place += user_length;
  *place++ = 0;
  memcpy(place, password, password_length);
  amqp_rpc_reply_t reply = tributary_login(
      connection, (struct tributary_login){
                      .vhost = vhost, .channel_max = channel_max, .frame_max = frame_max,
                      .heartbeat_seconds = heartbeat_seconds, .properties = properties, .mechanism = "PLAIN",
                      .response = response});
  amqp_bytes_free(response);
  return reply;
}

// With the client's certificate instead of a password: the broker takes the user's name from it (RFC 4422, appendix A).
static inline amqp_rpc_reply_t tributary_login_external(
    amqp_connection_state_t connection, const char *vhost, int channel_max, int frame_max, int heartbeat_seconds,
    const amqp_table_t *properties, const char *identity) {
  return tributary_login(
      connection, (struct tributary_login){
                      .vhost = vhost, .channel_max = channel_max, .frame_max = frame_max,
                      .heartbeat_seconds = heartbeat_seconds, .properties = properties, .mechanism = "EXTERNAL",
                      .response = amqp_cstring_bytes(identity)});
}

#endif
