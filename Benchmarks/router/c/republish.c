// The yardstick for the router: a plain C program over librabbitmq that consumes and republishes the same messages.
//
//   republish PORT VHOST USER QUEUE EXCHANGE MESSAGES PREFETCH
//
// The password is in AMQP_BENCH_PASSWORD. Nothing is checked. Each message goes to EXCHANGE under the routing key that
// it came with, persistent and mandatory, and is acknowledged once the broker has confirmed it (many with one
// `multiple`). Prints one line of JSON: the time from the first delivery to the last confirm.
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

typedef struct {
  amqp_connection_state_t connection;
  const char *exchange;
  long messages, taken, confirmed;
  uint64_t lowest, acknowledged;
  unsigned char *settled;
  double start;
} run_t;

static void die(const char *what, const char *why) {
  fprintf(stderr, "republish: %s: %s\n", what, why);
  exit(1);
}

static void check(int status, const char *what) {
  if (status < 0) die(what, amqp_error_string2(status));
}

static void check_reply(amqp_rpc_reply_t reply, const char *what) {
  if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION) die(what, amqp_error_string2(reply.library_error));
  if (reply.reply_type != AMQP_RESPONSE_NORMAL) die(what, "the broker refused it");
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

// Delivery tags and publish tags both count from 1, so a message has the same one twice.
static void take_delivery(run_t *run, const amqp_basic_deliver_t *deliver) {
  if (run->taken++ == 0) run->start = now();
  amqp_bytes_t key = amqp_bytes_malloc_dup(deliver->routing_key);
  amqp_message_t message;
  check_reply(amqp_read_message(run->connection, 1, &message, 0), "read a message");
  amqp_basic_properties_t properties = message.properties;
  properties._flags &= ~(amqp_flags_t)AMQP_BASIC_USER_ID_FLAG;
  check(amqp_basic_publish(run->connection, 1, amqp_cstring_bytes(run->exchange), key, 1, 0, &properties,
                           message.body),
        "publish");
  amqp_destroy_message(&message);
  amqp_bytes_free(key);
}

static void take_confirm(run_t *run, const amqp_basic_ack_t *ack) {
  for (uint64_t tag = ack->multiple ? run->lowest : ack->delivery_tag; tag <= ack->delivery_tag; tag++) {
    if (!run->settled[tag]) run->confirmed++;
    run->settled[tag] = 1;
  }
  while (run->settled[run->lowest]) run->lowest++;
}

static void take(run_t *run, const amqp_frame_t *frame) {
  if (frame->frame_type != AMQP_FRAME_METHOD) return;
  if (frame->payload.method.id == AMQP_BASIC_DELIVER_METHOD) take_delivery(run, frame->payload.method.decoded);
  else if (frame->payload.method.id == AMQP_BASIC_ACK_METHOD) take_confirm(run, frame->payload.method.decoded);
  else die("republish", "something other than a delivery or a confirm came");
}

static void acknowledge(run_t *run) {
  if (run->lowest - 1 == run->acknowledged) return;
  run->acknowledged = run->lowest - 1;
  check(amqp_basic_ack(run->connection, 1, run->acknowledged, 1), "acknowledge");
}

static void republish(run_t *run) {
  struct timeval none = {0, 0};
  amqp_frame_t frame;
  while (run->confirmed < run->messages) {
    check(amqp_simple_wait_frame(run->connection, &frame), "wait");
    take(run, &frame);
    while (amqp_simple_wait_frame_noblock(run->connection, &frame, &none) == AMQP_STATUS_OK) take(run, &frame);
    acknowledge(run);
    amqp_maybe_release_buffers(run->connection);
  }
  double end = now();
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  double processor = usage.ru_utime.tv_sec + usage.ru_utime.tv_usec / 1e6 + usage.ru_stime.tv_sec +
                     usage.ru_stime.tv_usec / 1e6;
  check_reply(amqp_channel_close(run->connection, 1, AMQP_REPLY_SUCCESS), "channel.close");
  printf("{\"seconds\":%.6f,\"processorSeconds\":%.6f}\n", end - run->start, processor);
}

int main(int count, char **arguments) {
  if (count != 8) die("usage", "PORT VHOST USER QUEUE EXCHANGE MESSAGES PREFETCH");
  const char *password = getenv("AMQP_BENCH_PASSWORD");
  run_t run = {amqp_new_connection(), arguments[5], atol(arguments[6]), 0, 0, 1, 0, NULL, 0};
  run.settled = calloc(run.messages + 2, 1);
  amqp_socket_t *socket = amqp_tcp_socket_new(run.connection);
  if (!socket || !run.settled) die("connect", "out of memory");
  check(amqp_socket_open(socket, "127.0.0.1", atoi(arguments[1])), "connect");
  check_reply(amqp_login(run.connection, arguments[2], 0, 131072, 20, AMQP_SASL_METHOD_PLAIN, arguments[3],
                         password ? password : ""),
              "log in");
  amqp_channel_open(run.connection, 1);
  check_reply(amqp_get_rpc_reply(run.connection), "channel.open");
  amqp_confirm_select(run.connection, 1);
  check_reply(amqp_get_rpc_reply(run.connection), "confirm.select");
  amqp_basic_qos(run.connection, 1, 0, (uint16_t)atoi(arguments[7]), 0);
  check_reply(amqp_get_rpc_reply(run.connection), "basic.qos");
  amqp_basic_consume(run.connection, 1, amqp_cstring_bytes(arguments[4]), amqp_cstring_bytes("c"), 0, 0, 0,
                     amqp_empty_table);
  check_reply(amqp_get_rpc_reply(run.connection), "basic.consume");
  republish(&run);
  amqp_connection_close(run.connection, AMQP_REPLY_SUCCESS);
  amqp_destroy_connection(run.connection);
  return 0;
}
