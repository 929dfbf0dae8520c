#!/bin/sh
# Runs the service's own tests with the tools of its language.
set -eu
cd "$project"

# The Action reads the reports of this folder into the artifact's stages.
mkdir -p "$tmp/results"

case $(shuttle get --raw language) in
  node)
    node --test --test-reporter=spec --test-reporter-destination=stdout \
      --test-reporter=tap --test-reporter-destination="$tmp/results/unit.tap" test/*.test.mjs
    ;;
  go) echo "the tests of a Go service run in the first stage of its Dockerfile" ;;
esac
