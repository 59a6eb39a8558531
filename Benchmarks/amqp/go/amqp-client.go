// The same work as c/amqp-client.c with Go's amqp091, with the same arguments and the same line of JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

type usage struct {
	Seconds       float64 `json:"seconds"`
	UserSeconds   float64 `json:"userSeconds"`
	SystemSeconds float64 `json:"systemSeconds"`
	Allocations   uint64  `json:"allocations"`
}

func check(err error, what string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "amqp-client: %s: %v\n", what, err)
		os.Exit(1)
	}
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	check(err, "arguments")
	return value
}

var began = time.Now()

func useNow() usage {
	var rusage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &rusage), "getrusage")
	result := usage{
		Seconds:       time.Since(began).Seconds(),
		UserSeconds:   time.Duration(rusage.Utime.Nano()).Seconds(),
		SystemSeconds: time.Duration(rusage.Stime.Nano()).Seconds(),
	}
	// Reading the statistics stops the program for a moment, so it is done only when they are wanted.
	if os.Getenv("AMQP_BENCH_COUNT_ALLOCATIONS") != "" {
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		result.Allocations = memory.Mallocs
	}
	return result
}

func report(start usage) {
	end := useNow()
	check(json.NewEncoder(os.Stdout).Encode(usage{
		end.Seconds - start.Seconds, end.UserSeconds - start.UserSeconds, end.SystemSeconds - start.SystemSeconds,
		end.Allocations - start.Allocations,
	}), "report")
}

func publish(channel *amqp.Channel, queue string, messages, window, size int) {
	check(channel.Confirm(false), "confirm.select")
	confirms := channel.NotifyPublish(make(chan amqp.Confirmation, window))
	body := make([]byte, size)
	ctx := context.Background()
	start := useNow()
	inFlight := 0
	for sent, confirmed := 0, 0; confirmed < messages; {
		for sent < messages && inFlight < window {
			sent++
			inFlight++
			check(channel.PublishWithContext(ctx, "", queue, true, false, amqp.Publishing{
				DeliveryMode: amqp.Persistent, MessageId: "m" + strconv.Itoa(sent), Type: "benchmark",
				ContentType: "application/octet-stream", Body: body,
			}), "publish")
		}
		// One is waited for; the others that are there are taken with it.
		for more := true; more; {
			confirm, open := <-confirms
			if !open || !confirm.Ack {
				check(fmt.Errorf("the broker refused a message"), "publish")
			}
			confirmed++
			inFlight--
			more = len(confirms) > 0
		}
	}
	report(start)
}

func consume(channel *amqp.Channel, queue string, messages, window, size, ackEvery int) {
	check(channel.Qos(window, 0, false), "basic.qos")
	start := useNow()
	deliveries, err := channel.Consume(queue, "c", false, false, false, false, nil)
	check(err, "basic.consume")
	for number := 1; number <= messages; number++ {
		delivery := <-deliveries
		if len(delivery.Body) != size {
			check(fmt.Errorf("a body of another size came"), "consume")
		}
		if number%ackEvery == 0 || number == messages {
			check(delivery.Ack(ackEvery > 1), "acknowledge")
		}
	}
	check(channel.Close(), "channel.close")
	report(start)
}

func main() {
	arguments := os.Args
	if len(arguments) != 10 {
		check(fmt.Errorf("publish|consume PORT VHOST USER QUEUE MESSAGES WINDOW BODY-BYTES ACK-EVERY"), "usage")
	}
	connection, err := amqp.DialConfig("amqp://127.0.0.1:"+arguments[2], amqp.Config{
		Vhost: arguments[3], Heartbeat: 20 * time.Second,
		SASL: []amqp.Authentication{&amqp.PlainAuth{Username: arguments[4], Password: os.Getenv("AMQP_BENCH_PASSWORD")}},
	})
	check(err, "connect")
	channel, err := connection.Channel()
	check(err, "channel.open")
	queue, messages, window := arguments[5], number(arguments[6]), number(arguments[7])
	size, ackEvery := number(arguments[8]), number(arguments[9])
	if arguments[1] == "publish" {
		publish(channel, queue, messages, window, size)
	} else {
		consume(channel, queue, messages, window, size, ackEvery)
	}
	check(connection.Close(), "connection.close")
}
