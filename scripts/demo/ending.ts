import { git } from "../processes/git.ts";
import { commentsOf } from "./observe.ts";
import type { Paint } from "./paint.ts";
import type { Story } from "./story.ts";
import { visible } from "./story.ts";
import type { World } from "./world.ts";

export const ENVIRONMENTS = ["dev", "staging", "prod"];

/** What is left at the end, as people would look at it. */
export async function printEnding(
  world: World,
  story: Story,
  print: (line: string) => void,
  paint: Paint,
): Promise<void> {
  const section = (title: string) => print(`${paint.bold(title)}\n`);
  const read = (...args: readonly string[]) =>
    git(world.bare("config"), world.identity("maintainer"), ...args);

  section("The environment branches of acme/config (git log)");
  for (const environment of ENVIRONMENTS) {
    print(paint.dim(`env/${environment}`));
    print(indent(await read("log", "--format=%h %s", `env/${environment}`)));
    print("");
  }
  section("One release commit, whole (git show env/prod)");
  print(indent(await read("show", "--no-patch", "--format=%B", "env/prod")));
  print("");
  section("What Flux applies in prod (git ls-tree env/prod)");
  print(indent(await read("ls-tree", "-r", "--name-only", "env/prod")));
  print("");
  section("What runs where");
  print(indent(await statusTable(read)));
  print("");
  for (const number of story.pulls) await printConversation(world, number, print, paint);
}

async function printConversation(
  world: World,
  number: number,
  print: (line: string) => void,
  paint: Paint,
): Promise<void> {
  print(`${paint.bold(`The conversation of pull request ${number} of acme/shop`)}\n`);
  for (const comment of await commentsOf(world, "shop", number)) {
    print(paint.dim(`${comment.user.login}:`));
    print(`${indent(visible(comment))}\n`);
  }
}

/** From the branches' `index.json`, as anybody could make it. */
async function statusTable(read: (...args: readonly string[]) => Promise<string>): Promise<string> {
  const rows = new Map<string, Record<string, string>>();
  for (const environment of ENVIRONMENTS) {
    const index: unknown = JSON.parse(await read("show", `env/${environment}:index.json`));
    for (const entry of Array.isArray(index) ? index : []) {
      const { service, artifact } = namesOf(entry);
      rows.set(service, { ...rows.get(service), [environment]: artifact });
    }
  }
  const header = ["service", ...ENVIRONMENTS];
  const table = [...rows].map(([service, cells]) => [
    service,
    ...ENVIRONMENTS.map((environment) => cells[environment] ?? "–"),
  ]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...table].map((row) => (row[column] ?? "").length)),
  );
  return [header, ...table]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function namesOf(entry: unknown): { readonly service: string; readonly artifact: string } {
  const fields = new Map(Object.entries(Object(entry) as object));
  return { service: String(fields.get("service")), artifact: String(fields.get("artifact")) };
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}
