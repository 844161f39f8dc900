# NeuroSBI: `make demo` runs the main job, `make test` passes the tests; both set up the machine.

SWIFT ?= swift
# Tests use `package` access and no testable imports; without these they are built as the product is, and
# neither command builds anew what the other has built. Debugging information would take a tenth of the
# time to build, so both build without.
RELEASE = -c release -debug-info-format none
REPORT ?= demo-report

.PHONY: demo test build lint format bench packages clean

## Fits the eight-parameter Hodgkin–Huxley model and writes a report to $(REPORT).
demo: build
	@scripts/demo "$(REPORT)"

## Runs all tests in release mode; the last line states how many passed and failed.
test: packages
	@scripts/test $(RELEASE) --disable-testable-imports

## Builds the command line tool in release mode.
build: packages
	$(SWIFT) build $(RELEASE) --product neurosbi

## Checks the formatting and the import arrows.
lint:
	@.ci/check-format
	@.ci/check-imports

## Rewrites the sources in the project's format.
format:
	$(SWIFT) format format --in-place --recursive --configuration .swift-format \
		Package.swift Sources Tests Notebooks-as-scripts Benchmarks

## Publishes the machine's rates: GEMM, simulation, training.
bench: build
	.build/release/neurosbi bench

## Installs the missing system packages (Debian and Ubuntu; elsewhere it says what is needed).
packages:
	@scripts/install-packages

clean:
	rm -rf .build Benchmarks/.build $(REPORT)
