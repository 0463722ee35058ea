# Flatline's commands. Each installs what it needs and the machine lacks; a second run installs nothing.
PORT ?= 8080

.PHONY: help serve build single test check native browser busy bench reference clean

help: ## List the commands
	@sed -nE 's/^([a-z]+):.*## (.*)/\1|\2/p' Makefile | awk -F'|' '{ printf "make %-10s %s\n", $$1, $$2 }'

serve: build ## Build and serve the page on http://localhost:8080 (or PORT=8081)
	@node scripts/serve.mjs dist "$(PORT)"

build: ## Build the page into dist/, for any static host
	@scripts/setup.sh
	@scripts/build.sh

single: build ## Build one file, single/flatline.html, that opens without a server
	@node scripts/single.mjs

test: ## Run every test: format, lints, native, and the page in Chromium and Firefox
	@scripts/setup.sh --test
	@scripts/test.sh

check: ## Only the format, the lints and the dependencies
	@scripts/setup.sh --test
	@scripts/test.sh check

native: ## Only the native tests
	@scripts/setup.sh --test
	@scripts/test.sh native

browser: build ## Only the tests of the built page
	@scripts/setup.sh --test
	@scripts/test.sh browser

busy: build ## Run the browser tests three times on busy cores (or TIMES=1)
	@scripts/setup.sh --test
	@node scripts/busy.mjs $(TIMES)

bench: build ## Race it against its peers; measure sizes, memory and first loss
	@scripts/setup.sh --bench
	@scripts/bench.sh

reference: ## Make PyTorch's numbers again and compare (WRITE=1 writes them)
	@scripts/setup.sh --reference
	@scripts/reference.sh $(if $(WRITE),--write)

clean: ## Remove what was built here, not what was installed
	@rm -rf dist single target test-results
