# Flatline's commands. Each installs what it needs and the machine lacks; a second run installs nothing.
PORT ?= 8080

.PHONY: help serve build test check native browser bench clean

help: ## List the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "make %-8s %s\n", $$1, $$2}'

serve: build ## Build the page and serve it on http://localhost:8080 (PORT=8080)
	@node scripts/serve.mjs dist $(PORT)

build: ## Build the page into dist/, to be put on any static host
	@scripts/setup.sh
	@scripts/build.sh

test: ## Run every test: format, lints, native, and the built page in Chromium
	@scripts/setup.sh --test
	@scripts/test.sh

check: ## Only format and lints
	@scripts/setup.sh
	@scripts/test.sh check

native: ## Only the native tests
	@scripts/setup.sh --test
	@scripts/test.sh native

browser: build ## Only the tests of the built page
	@scripts/setup.sh --test
	@scripts/test.sh browser

clean: ## Remove what was built, not what was installed
	@rm -rf dist target test-results
