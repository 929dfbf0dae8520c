#!/bin/sh
# The first step of the Action: finds a Node.js and hands over to it. `shuttle` uses the same one.
action=${0%/*}
. "$action/../bin/find-node.sh"
export SHUTTLE_NODE="$node"
exec "$node" "$action/dist/index.mjs" "$@"
