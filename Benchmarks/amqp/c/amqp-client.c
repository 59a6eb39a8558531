// The yardstick: a plain C program over librabbitmq that publishes with confirms or consumes with acknowledgements.
//
//   amqp-client publish|consume PORT VHOST USER QUEUE MESSAGES WINDOW BODY-BYTES ACK-EVERY
//
// The password is in AMQP_BENCH_PASSWORD. Publishing keeps WINDOW messages unconfirmed; consuming has a prefetch of
// WINDOW and acknowledges every ACK-EVERY messages with one `multiple` (1: each singly). Prints one line of JSON.
#define _GNU_SOURCE
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

typedef struct {
  double seconds, user, system;
  unsigned long long allocations;
} usage_t;

typedef struct {
  amqp_connection_state_t connection;
  const char *queue;
  long messages, window, body_bytes, ack_every;
} run_t;

static void die(const char *what, const char *why) {
  fprintf(stderr, "amqp-client: %s: %s\n", what, why);
  exit(1);
}

static void check(int status, const char *what) {
  if (status < 0) die(what, amqp_error_string2(status));
}

static void check_reply(amqp_rpc_reply_t reply, const char *what) {
  if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION) die(what, amqp_error_string2(reply.library_error));
  if (reply.reply_type != AMQP_RESPONSE_NORMAL) die(what, "the broker refused it");
}

// The allocation counter is there when count-allocations.so is preloaded.
static unsigned long long allocations(void) {
  static unsigned long long (*count)(void);
  if (!count) *(void **)&count = dlsym(RTLD_DEFAULT, "amqp_bench_allocations");
  return count ? count() : 0;
}

static usage_t use_now(void) {
  struct timespec now;
  struct rusage usage;
  clock_gettime(CLOCK_MONOTONIC, &now);
  getrusage(RUSAGE_SELF, &usage);
  usage_t result = {now.tv_sec + now.tv_nsec / 1e9, usage.ru_utime.tv_sec + usage.ru_utime.tv_usec / 1e6,
                    usage.ru_stime.tv_sec + usage.ru_stime.tv_usec / 1e6, allocations()};
  return result;
}

static void report(usage_t start) {
  usage_t end = use_now();
  printf("{\"seconds\":%.6f,\"userSeconds\":%.6f,\"systemSeconds\":%.6f,\"allocations\":%llu}\n",
         end.seconds - start.seconds, end.user - start.user, end.system - start.system,
         end.allocations - start.allocations);
}

// Which tags are unconfirmed: confirms come singly, many at once, and in any order.
typedef struct {
  unsigned char *settled;
  uint64_t lowest;
  long confirmed;
} confirms_t;

static void settle(confirms_t *confirms, uint64_t tag, int multiple) {
  for (uint64_t each = multiple ? confirms->lowest : tag; each <= tag; each++) {
    if (!confirms->settled[each]) confirms->confirmed++;
    confirms->settled[each] = 1;
  }
  while (confirms->settled[confirms->lowest]) confirms->lowest++;
}

static void take_confirm(confirms_t *confirms, const amqp_frame_t *frame) {
  if (frame->frame_type != AMQP_FRAME_METHOD) return;
  if (frame->payload.method.id != AMQP_BASIC_ACK_METHOD) die("publish", "something other than a confirm came back");
  const amqp_basic_ack_t *ack = frame->payload.method.decoded;
  settle(confirms, ack->delivery_tag, ack->multiple);
}

static void publish_one(run_t *run, long number, amqp_bytes_t body) {
  char id[32];
  snprintf(id, sizeof id, "m%ld", number);
  amqp_basic_properties_t properties;
  memset(&properties, 0, sizeof properties);
  properties._flags = AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_MESSAGE_ID_FLAG | AMQP_BASIC_TYPE_FLAG |
                      AMQP_BASIC_CONTENT_TYPE_FLAG;
  properties.delivery_mode = 2;
  properties.message_id = amqp_cstring_bytes(id);
  properties.type = amqp_cstring_bytes("benchmark");
  properties.content_type = amqp_cstring_bytes("application/octet-stream");
  check(amqp_basic_publish(run->connection, 1, amqp_empty_bytes, amqp_cstring_bytes(run->queue), 1, 0, &properties,
                           body),
        "publish");
}

static void publish(run_t *run) {
  amqp_confirm_select(run->connection, 1);
  check_reply(amqp_get_rpc_reply(run->connection), "confirm.select");
  confirms_t confirms = {calloc(run->messages + 2, 1), 1, 0};
  amqp_bytes_t body = {run->body_bytes, malloc(run->body_bytes)};
  if (!confirms.settled || !body.bytes) die("publish", "out of memory");
  memset(body.bytes, 'x', body.len);
  struct timeval none = {0, 0};
  amqp_frame_t frame;
  long sent = 0;
  usage_t start = use_now();
  while (confirms.confirmed < run->messages) {
    while (sent < run->messages && sent - confirms.confirmed < run->window) publish_one(run, ++sent, body);
    check(amqp_simple_wait_frame(run->connection, &frame), "waiting for confirms");
    take_confirm(&confirms, &frame);
    while (amqp_simple_wait_frame_noblock(run->connection, &frame, &none) == AMQP_STATUS_OK)
      take_confirm(&confirms, &frame);
    amqp_maybe_release_buffers(run->connection);
  }
  report(start);
}

static void consume(run_t *run) {
  amqp_basic_qos(run->connection, 1, 0, (uint16_t)run->window, 0);
  check_reply(amqp_get_rpc_reply(run->connection), "basic.qos");
  usage_t start = use_now();
  amqp_basic_consume(run->connection, 1, amqp_cstring_bytes(run->queue), amqp_cstring_bytes("c"), 0, 0, 0,
                     amqp_empty_table);
  check_reply(amqp_get_rpc_reply(run->connection), "basic.consume");
  for (long number = 1; number <= run->messages; number++) {
    amqp_envelope_t envelope;
    amqp_maybe_release_buffers(run->connection);
    check_reply(amqp_consume_message(run->connection, &envelope, NULL, 0), "consume");
    if ((long)envelope.message.body.len != run->body_bytes) die("consume", "a body of another size came");
    if (number % run->ack_every == 0 || number == run->messages)
      check(amqp_basic_ack(run->connection, 1, envelope.delivery_tag, run->ack_every > 1), "acknowledge");
    amqp_destroy_envelope(&envelope);
  }
  // The broker answers when it has processed all that was sent before.
  check_reply(amqp_channel_close(run->connection, 1, AMQP_REPLY_SUCCESS), "channel.close");
  report(start);
}

int main(int count, char **arguments) {
  if (count != 10) die("usage", "publish|consume PORT VHOST USER QUEUE MESSAGES WINDOW BODY-BYTES ACK-EVERY");
  const char *password = getenv("AMQP_BENCH_PASSWORD");
  run_t run = {amqp_new_connection(), arguments[5],      atol(arguments[6]),
               atol(arguments[7]),    atol(arguments[8]), atol(arguments[9])};
  amqp_socket_t *socket = amqp_tcp_socket_new(run.connection);
  if (!socket) die("connect", "out of memory");
  check(amqp_socket_open(socket, "127.0.0.1", atoi(arguments[2])), "connect");
  check_reply(amqp_login(run.connection, arguments[3], 0, 131072, 20, AMQP_SASL_METHOD_PLAIN, arguments[4],
                         password ? password : ""),
              "log in");
  amqp_channel_open(run.connection, 1);
  check_reply(amqp_get_rpc_reply(run.connection), "channel.open");
  if (strcmp(arguments[1], "publish") == 0) publish(&run);
  else consume(&run);
  amqp_connection_close(run.connection, AMQP_REPLY_SUCCESS);
  amqp_destroy_connection(run.connection);
  return 0;
}
