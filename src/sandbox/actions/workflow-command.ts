/** What a step says to the runner in its output: `::name key=value,…::message`. */
export type WorkflowCommand = {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
};

/** Undefined for a line that is no command. */
export function parseWorkflowCommand(line: string): WorkflowCommand | undefined {
  const match = /^\s*::([a-zA-Z][\w-]*)(?: ([^]*?))?::([^]*)$/.exec(line);
  if (match === null) return undefined;
  const [, name = "", properties = "", message = ""] = match;
  return {
    name: name.toLowerCase(),
    properties: parseProperties(properties),
    message: unescapeMessage(message),
  };
}

function parseProperties(text: string): Readonly<Record<string, string>> {
  const entries = text
    .split(",")
    .map((pair) => /^\s*([^=]+)=([^]*)$/.exec(pair))
    .filter((match) => match !== null)
    .map(([, key = "", value = ""]) => [key.trim(), unescapeProperty(value)] as const);
  return Object.fromEntries(entries);
}

function unescapeMessage(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

function unescapeProperty(text: string): string {
  return unescapeMessage(text.replaceAll("%3A", ":").replaceAll("%2C", ","));
}
