# Tributary. `make` lists what there is.

SWIFT_FLAGS := -c release --explicit-target-dependency-import-check error
BUILD := .build/release
DATA ?= data
ERP ?= built-in

STORE_TESTS := StorageTests|AdapterKitTests|CashApplicationTests|ScenarioTests|OperationsTests|AdapterTests|RetryTierTests|IntegrationTests

.DEFAULT_GOAL := help
.PHONY: help setup build run up test compose-test bench bench-amqp bench-replay chaos soak sanitize fuzz \
	test-rabbitmq-4 test-postgresql erp-test readers tryton \
	clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install the Debian packages that are missing (uses sudo when not root)
	@scripts/setup

build: setup ## Build everything but the tests
	swift build $(SWIFT_FLAGS)

run: build ## The samples through everything, and a page for finance; ERP=tryton: with a real Tryton as the books
	@DATA=$(DATA) ERP=$(ERP) scripts/run

up: build ## Run everything until Ctrl-C
	@$(BUILD)/tributary up --data $(DATA)

test: setup ## Run every test, on a real broker
	@scripts/readers || echo "· PyPI cannot be reached: comparisons with other readers are left out"
	@scripts/tryton || echo "· PyPI cannot be reached: tests with Tryton are left out"
	@scripts/api-tester || echo "· PyPI cannot be reached: the API is not tried with schemathesis"
	@scripts/test

chaos: setup ## The long proof: kill workers and the broker during 20,000 claims (part of `make test`, too)
	@scripts/test --filter ChaosTests

soak: setup ## A million messages through cut connections; 100,000 dead letters retried (50,000, 3,000 in `make test`)
	@TRIBUTARY_SOAK_MESSAGES=1000000 scripts/test --filter SoakTests
	@TRIBUTARY_SOAK_LETTERS=100000 scripts/test --filter bulkRetryAndKill

sanitize: setup ## The AMQP client's tests under the Thread and the Address Sanitizer
	@scripts/sanitize

test-rabbitmq-4: setup ## The AMQP client's tests on RabbitMQ 4.0, in a Debian 13 of its own (needs root)
	@scripts/test-rabbitmq-4

test-postgresql: setup ## Everything that has a database, on PostgreSQL (a part of it in `make test`)
	@TRIBUTARY_TEST_STORE=postgresql scripts/test --filter '$(STORE_TESTS)'

erp-test: setup tryton ## 10,000 journals into a real Tryton that is cut off and killed (400 in `make test`)
	@TRIBUTARY_ERP_JOURNALS=10000 scripts/test --filter 'Tryton(Stack)?Tests'

compose-test: setup build ## docker-compose.yml in a real Docker engine: samples over SFTP, every container killed (needs root)
	@scripts/compose-test

fuzz: setup ## The readers of strangers' files under libFuzzer, 10 minutes each; scripts/fuzz SECONDS TARGET… for less
	@scripts/fuzz

readers: ## pyx12, edi-835-parser and bai2 in .build/readers, for tests and for the benchmark beside them
	@scripts/readers

tryton: ## A real ERP, Tryton, in .build/tryton, for tests
	@scripts/tryton

bench: build readers ## Benchmarks; figures and how to read them in docs/benchmarks.md
	@$(BUILD)/tributary-bench
	@$(BUILD)/tributary-bench --cash 10000
	@$(BUILD)/tributary-bench --readers
	@$(BUILD)/tributary-bench --router
	@$(BUILD)/tributary-bench --dead-letters 100000
	@$(BUILD)/tributary-bench --rest 10000
	@$(BUILD)/tributary-bench --documents 40
	@$(BUILD)/amqp-bench

bench-replay: build ## 100,000 claims, worked out again from the inputs, byte for byte
	@$(BUILD)/tributary-bench --replay 100000

bench-amqp: build ## The AMQP client beside plain C and, where installed, Go
	@$(BUILD)/amqp-bench

clean: ## Remove build products (not data)
	rm -rf .build .build-tsan .build-asan
