export type GuideSection = {
  readonly title: string;
  readonly steps: readonly GuideStep[];
};

export type GuideStep =
  | { readonly kind: "file"; readonly path: string; readonly text: string }
  | {
      readonly kind: "command";
      /** Where it is called: what stands before the `$`. */
      readonly folder: string;
      readonly command: string;
      readonly output: string;
    };

const BLOCK = /^```(?<language>\w+)\n(?<text>.*?)^```$/gms;
const PATH = /^(?:#!.*\n)?(?:# |\{\{\/\* )(?<path>[\w./-]+\.\w+)(?: \*\/\}\})?$/m;

/** The sections of a guide that have examples. */
export function parseGuide(markdown: string): readonly GuideSection[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      title: section.slice(0, section.indexOf("\n")),
      steps: [...section.matchAll(BLOCK)].flatMap(({ groups }) =>
        groups?.["language"] === "console"
          ? parseCommands(groups["text"] ?? "")
          : parseFile(groups?.["text"] ?? ""),
      ),
    }))
    .filter(({ steps }) => steps.length > 0);
}

function parseCommands(text: string): readonly GuideStep[] {
  return text.split(/^(?=\w+\$ )/m).map((part) => {
    const [first = "", ...lines] = part.split("\n");
    const at = first.indexOf("$ ");
    return {
      kind: "command",
      folder: first.slice(0, at),
      command: first.slice(at + 2),
      output: lines.join("\n"),
    };
  });
}

/** Its first line, behind a `#!`, names it. A template's name is no part of it. */
function parseFile(text: string): readonly GuideStep[] {
  const path = PATH.exec(text)?.groups?.["path"];
  if (path === undefined) throw new Error(`an example has no name in its first line: ${text}`);
  return [{ kind: "file", path, text: text.replace(/^\{\{\/\*.*\n/, "") }];
}
