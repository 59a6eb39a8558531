"""A publisher that nobody wrote for Tributary: sends each line of a file as it says, tells what the broker answered.

A line is a JSON object: body or repeat (a text and how often), user (AMQP user-id; absent: none), exchange, key, and
id. The answer is one JSON object a line: id, and outcome: confirmed, returned, or what the broker closed the channel
with.
"""

import json
import os
import sys

import pika


def connect():
    credentials = pika.PlainCredentials(os.environ["AMQP_USER"], os.environ["AMQP_PASSWORD"])
    return pika.BlockingConnection(
        pika.ConnectionParameters(
            "127.0.0.1", int(os.environ["AMQP_PORT"]), "tributary", credentials, blocked_connection_timeout=30
        )
    )


def send(connection, line):
    channel = connection.channel()
    channel.confirm_delivery()
    body = line["body"] if "body" in line else line["repeat"][0] * line["repeat"][1]
    try:
        channel.basic_publish(
            exchange=line.get("exchange", "pay.ingress"),
            routing_key=line.get("key", "charge.posted.v1"),
            body=body.encode(),
            properties=pika.BasicProperties(
                message_id=line["id"], user_id=line.get("user"), delivery_mode=2,
                content_type="application/cloudevents+json",
            ),
            mandatory=True,
        )
        channel.close()
        return "confirmed"
    except pika.exceptions.UnroutableError:
        return "returned"
    except pika.exceptions.ChannelClosedByBroker as closed:
        return f"{closed.reply_code} {closed.reply_text}"


def main():
    connection = connect()
    with open(sys.argv[1], encoding="utf-8") as lines:
        for text in lines:
            line = json.loads(text)
            print(json.dumps({"id": line["id"], "outcome": send(connection, line)}), flush=True)
    connection.close()


main()
