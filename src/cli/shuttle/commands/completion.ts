import { refuseShuttle } from "../../../core/shuttle/shuttle-refusal.ts";
import { type Command, DONE } from "../command.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;

/** Prints a script for the shell. What completes a word is asked of shuttle itself, by `__complete`. */
export const completion: Command = ({ world, words }) => {
  const known = SHELLS.find((one) => one === words[0]);
  if (known === undefined || words.length > 1) {
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
  candidates=("\${(@f)$("\${words[1]}" __complete "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  candidates=("\${(@)candidates:#}")
  if (( \${#candidates} )); then
    compadd -S '' -- "\${(@M)candidates:#*=}"
    compadd -- "\${(@)candidates:#*=}"
  else
    compset -P '*='
    _files
  fi
}
compdef _shuttle shuttle
`;

const FISH = `function __shuttle_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l candidates ($words[1] __complete $words[2..-1] 2>/dev/null)
  if set -q candidates[1]
    printf '%s\\n' $candidates
  else
    set -l parts (string split -m 1 = -- $words[-1])
    set -l prefix ""
    test (count $parts) -eq 2; and set prefix $parts[1]=
    for file in (complete -C "'' $parts[-1]")
      echo $prefix$file
    end
  end
end
complete -c shuttle -f -a "(__shuttle_complete)"
`;

const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const;
