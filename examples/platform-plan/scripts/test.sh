#!/bin/sh
# Runs the service's own tests with the tools of its language, where this machine has them.
set -eu
cd "$project"

case $(shuttle get --raw language) in
  node) node --test test/ ;;
  go)
    if command -v go > /dev/null; then go test ./...; else echo "no Go here: the tests run on the build machines"; fi
    ;;
esac
