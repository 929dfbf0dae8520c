import { parseArgs } from "node:util";

import { formatCall } from "./http/request-log.ts";
import { startSandbox } from "./start.ts";
import type { Sandbox, StartOptions } from "./start.ts";

const usage = `Usage: npm run sandbox -- [options]

  --port NUMBER         listen there (default: 4000; 0: any free port)
  --data FOLDER         keep everything there; started on it again it goes on (default: a folder that is removed)
  --log                 print each call
  --limits              apply GitHub's rate limits
  --latency MILLISECONDS  add so much to each call
  --check-answers       hold every answer to GitHub's description, too; what differs is a problem (readProblems)
  --admin-token TOKEN   the token of the admin API (default: a random one, printed)
  --help                print this
`;

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === undefined) return;
  try {
    const sandbox = await startSandbox(options.start);
    if (options.log) sandbox.log.listen((call) => print(formatCall(call)));
    announce(sandbox);
    closeOnSignal(sandbox);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error), 1);
  }
}

/** Undefined when there is nothing to start: help was asked for, or an option is wrong. */
function readOptions(
  args: readonly string[],
): { readonly start: StartOptions; readonly log: boolean } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: "string", default: "4000" },
        data: { type: "string" },
        log: { type: "boolean", default: false },
        limits: { type: "boolean", default: false },
        latency: { type: "string", default: "0" },
        "check-answers": { type: "boolean", default: false },
        "admin-token": { type: "string" },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      print(usage);
      return undefined;
    }
    const { data, "admin-token": adminToken } = values;
    const start = {
      port: wholeNumber("--port", values.port, 65_535),
      latency: wholeNumber("--latency", values.latency, 60_000),
      limits: values.limits,
      validateResponses: values["check-answers"],
      ...(data === undefined ? {} : { dataFolder: data }),
      ...(adminToken === undefined ? {} : { adminToken }),
    };
    return { start, log: values.log };
  } catch (error) {
    fail(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, 2);
    return undefined;
  }
}

function wholeNumber(option: string, text: string, most: number): number {
  const number = Number(text);
  if (text !== "" && Number.isInteger(number) && number >= 0 && number <= most) return number;
  throw new Error(
    `${option} needs a whole number from 0 to ${most}, not ${JSON.stringify(text.slice(0, 200))}.`,
  );
}

function announce(sandbox: Sandbox): void {
  const lines = [
    ["REST", sandbox.apiUrl],
    ["GraphQL", sandbox.graphqlUrl],
    ["git", `${sandbox.url}/<owner>/<name>.git`],
    ["admin", `${sandbox.adminUrl} (token ${sandbox.adminToken})`],
    ["data", sandbox.dataFolder],
  ];
  for (const [name = "", value = ""] of lines) print(`${name.padEnd(8)}${value}`);
}

function closeOnSignal(sandbox: Sandbox): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      void sandbox.close().catch((error: unknown) => {
        fail(error instanceof Error ? error.message : String(error), 1);
      });
    });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function fail(message: string, exitCode: number): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = exitCode;
}
