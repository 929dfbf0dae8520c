import { refuseShuttle } from "../../../core/shuttle/shuttle-refusal.ts";
import { type Command, DONE } from "../command.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

/** Prints a script for the shell. What completes a word is asked of shuttle itself, by `__complete`. */
export const completion: Command = ({ world, words }) => {
  const [shell] = words;
  const known = SHELLS.find((one) => one === shell);
  if (known === undefined) {
    return Promise.resolve(refuseShuttle("usage", "only [bash zsh fish] arguments are allowed"));
  }
  world.stdout.write(SCRIPTS[known]);
  return Promise.resolve(DONE);
};

/** Bash splits words at `=` and `:`, so the words are taken from the line. */
const BASH = `_shuttle() {
  local line="\${COMP_LINE:0:COMP_POINT}" word words tail
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  word="\${words[\${#words[@]}-1]}"
  tail="\${word%"\${word##*[=:]}"}"
  COMPREPLY=()
  while IFS= read -r candidate; do
    [[ $candidate == *= ]] && compopt -o nospace
    COMPREPLY+=("\${candidate#"$tail"}")
  done < <("\${words[0]}" __complete "\${words[@]:1}" 2>/dev/null)
}
complete -o default -F _shuttle shuttle
`;

const ZSH = `#compdef shuttle
_shuttle() {
  local -a candidates
  candidates=("\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  candidates=("\${(@)candidates:#}")
  if (( \${#candidates} )); then
    compadd -S '' -- "\${(@M)candidates:#*=}"
    compadd -- "\${(@)candidates:#*=}"
  else
    _files
  fi
}
compdef _shuttle shuttle
`;

const FISH = `function __shuttle_complete
  set -l words (commandline -opc) (commandline -ct)
  $words[1] __complete $words[2..-1] 2>/dev/null
end
complete -c shuttle -a "(__shuttle_complete)"
`;

const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const;
