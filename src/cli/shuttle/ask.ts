import { createInterface } from "node:readline/promises";

/** Undefined: there is no terminal to ask on. Questions are on stderr, because programs read stdout. */
export async function askOnTerminal(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
