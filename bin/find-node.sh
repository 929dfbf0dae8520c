# Sets `node` to a Node.js that can run our bundles: 20.18.1 or newer of 20, or 22 and up.
# To be read by the launchers, with `.`; ends the launcher with a clear message if there is none.

is_usable_node() {
  [ -x "$1" ] || return 1
  case $("$1" --version 2>/dev/null) in
    v20.18.[1-9]* | v20.19.* | v20.[2-9][0-9].* | v2[2-9].* | v[3-9][0-9].*) return 0 ;;
  esac
  return 1
}

# The runner brings Nodes of its own for JavaScript actions, which are on no PATH.
runner_nodes() {
  worker=$(readlink "/proc/$PPID/exe" 2>/dev/null)
  for home in "${RUNNER_TEMP:-/nowhere}/../.." "${worker%/bin/*}"; do
    for found in "$home"/externals/node*/bin/node; do echo "$found"; done
  done
  for found in "${RUNNER_TOOL_CACHE:-/nowhere}"/node/*/*/bin/node; do echo "$found"; done
}

find_node() {
  node=$(command -v node) && is_usable_node "$node" && return 0
  old=${node:+ (the one on PATH is $("$node" --version 2>/dev/null))}
  for node in $(runner_nodes); do
    is_usable_node "$node" && return 0
  done
  echo "Error: no Node.js 20.18.1 or newer was found$old: add a step with actions/setup-node before this one" >&2
  exit 1
}

# Set by an outer call of ours, which has looked already.
node=${SHUTTLE_NODE:-}
[ -n "$node" ] && [ -x "$node" ] || find_node
