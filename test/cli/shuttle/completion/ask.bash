# Prints what is completed for a line. `compgen` stands for readline's own completion of files, which follows
# where there is nothing else.
source <(shuttle completion bash)
compopt() { :; }
COMP_LINE=$1 COMP_POINT=${#1}
_shuttle
word=${1##*[ =]}
[[ ${COMPREPLY-} ]] || COMPREPLY=($(compgen -f -- "$word"))
last=${1##* }
printf '<%s>\n' "${COMPREPLY[@]/#/${last%"$word"}}"
