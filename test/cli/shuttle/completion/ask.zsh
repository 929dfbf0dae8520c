# Types a line into a zsh in a terminal of its own and asks it to complete. Prints what `compadd` is given
# and fits: the candidates.
zmodload zsh/zpty
zpty shell zsh -f -i
tell() { zpty -w shell "$1" }
await() { seen=; until [[ $seen == *$1* ]]; do zpty -r shell chunk || return; seen+=$chunk; done }
tell 'PS1=; PROMPT_EOL_MARK=; unset zle_bracketed_paste; autoload -Uz compinit; compinit -u -D'
tell 'source <(shuttle completion zsh)'
tell 'compadd() { builtin compadd -O fit "$@"; print -rl -- "<$IPREFIX"$^fit">"; builtin compadd "$@"; }'
tell 'list() { zle complete-word; print "<END>"; }; zle -N list; bindkey "^T" list; print "<REA""DY>"'
await '<READY>'
zpty -w -n shell "$1"$'\C-t'
await '<END>'
print -r -- "${seen%<END>*}"
