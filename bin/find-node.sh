# shellcheck shell=sh
# Sets `node` to a Node.js that can run our bundles: 20.18.1 or newer of 20, or 22 and up.
# To be read by the launchers, with `.`; ends the launcher with a clear message if there is none.

is_usable_node() {
  [ -x "$1" ] || return 1
  case $("$1" --version 2>/dev/null) in
    v20.18.[1-9]* | v20.19.* | v20.[2-9][0-9].* | v2[2-9].* | v[3-9][0-9].*) return 0 ;;
  esac
  return 1
}

# All that are on PATH, of which the first may be too old.
path_nodes() (
  IFS=:
  for folder in $PATH; do echo "${folder:-.}/node"; done
)

# The runner brings Nodes of its own for JavaScript actions, which are on no PATH.
runner_nodes() {
  worker=$(readlink "/proc/$PPID/exe" 2>/dev/null)
  for home in "${RUNNER_TEMP:-/nowhere}/../.." "${worker%/bin/*}"; do
    for found in "$home"/externals/node*/bin/node; do echo "$found"; done
  done
  for found in "${RUNNER_TOOL_CACHE:-/nowhere}"/node/*/*/bin/node; do echo "$found"; done
}

# Where people and their version managers install it, which shells put on PATH, and editors and cron don't.
usual_nodes() {
  for found in "${HOMEBREW_PREFIX:-/opt/homebrew}"/bin/node \
    "${HOMEBREW_PREFIX:-/usr/local}"/bin/node "$HOME"/.volta/bin/node \
    "${NVM_DIR:-$HOME/.nvm}"/versions/node/*/bin/node \
    "${ASDF_DATA_DIR:-$HOME/.asdf}"/installs/nodejs/*/bin/node \
    "${XDG_DATA_HOME:-$HOME/.local/share}"/mise/installs/node/*/bin/node \
    "${XDG_DATA_HOME:-$HOME/.local/share}"/fnm/node-versions/*/installation/bin/node; do
    echo "$found"
  done
}

find_node() {
  old=$(command -v node) && old=" (the one on PATH is $("$old" --version 2>/dev/null))"
  # One a line: a folder's name may have blanks.
  while IFS= read -r node; do
    is_usable_node "$node" </dev/null && return 0
  done <<EOF
$(path_nodes && runner_nodes && usual_nodes)
EOF
  echo "Error: no Node.js 20.18.1 or newer was found$old: install one, or in a workflow add a step with actions/setup-node before this one" >&2
  exit 1
}

# Set by an outer call of ours, which has looked already.
node=${SHUTTLE_NODE:-}
[ -x "$node" ] || find_node
