GO ?= go

.PHONY: build test lint shop bench microbench clean

build: ## the command, in bin/
	$(GO) build -o bin/prodlint ./cmd/prodlint

test:
	$(GO) test -timeout 1h ./...

lint: ## vet, format, and prodlint on itself
	$(GO) vet ./...
	@test -z "$$(gofmt -l analyzers cmd docs golangci internal)" || { gofmt -l analyzers cmd docs golangci internal; exit 1; }
	$(GO) run ./cmd/prodlint ./...

shop: ## the example with the incidents in it; exits with 1, for it finds them
	$(GO) run ./cmd/prodlint -C examples/shop ./...

bench: ## whole runs on the modules in DIRS, against go list and a checker that does nothing
	$(GO) run ./internal/tools bench $(DIRS)

microbench: ## the steps of a run, on the fixtures and on the tree that PRODLINT_BENCH_DIR names
	$(GO) test -run '^$$' -bench . -benchmem ./internal/driver ./internal/sqltext

clean:
	rm -rf bin
