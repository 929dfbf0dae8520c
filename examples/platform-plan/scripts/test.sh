#!/bin/sh
# Runs the service's own tests with the tools of its language.
set -eu
cd "$project"

case $(shuttle get --raw language) in
  node) node --test test/ ;;
  go) echo "the tests of a Go service run in the first stage of its Dockerfile" ;;
esac
