import { refuseShuttle } from "../../../core/shuttle/shuttle-refusal.ts";
import { type Command, DONE } from "../command.ts";
import { COMMANDS } from "../commands.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

/** Prints a script for the shell: it completes commands and, behind `run`, scripts. */
export const completion: Command = ({ world, words }) => {
  const [shell] = words;
  const known = SHELLS.find((one) => one === shell);
  if (known === undefined) {
    return Promise.resolve(refuseShuttle("usage", "only [bash zsh fish] arguments are allowed"));
  }
  world.stdout.write(SCRIPTS[known]);
  return Promise.resolve(DONE);
};

const NAMES = COMMANDS.map(({ name }) => name).join(" ");
const LIST_SCRIPTS =
  "shuttle --skip-pull ls --template '{{ range $k, $v := .Scripts }}{{ $k }} {{ end }}' 2>/dev/null";

const SCRIPTS = {
  bash: `_shuttle() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  if [ "$before" = run ]; then
    COMPREPLY=($(compgen -W "$(${LIST_SCRIPTS})" -- "$word"))
  elif [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${NAMES}" -- "$word"))
  fi
}
complete -o default -F _shuttle shuttle
`,
  zsh: `#compdef shuttle
_shuttle() {
  if [ "\${words[CURRENT-1]}" = run ]; then
    compadd -- \${=$(${LIST_SCRIPTS})}
  elif [ "$CURRENT" -eq 2 ]; then
    compadd -- ${NAMES}
  else
    _files
  fi
}
compdef _shuttle shuttle
`,
  fish: `complete -c shuttle -n __fish_use_subcommand -f -a "${NAMES}"
complete -c shuttle -n "__fish_seen_subcommand_from run" -f -a "(string split ' ' (${LIST_SCRIPTS}))"
`,
} as const;
