// npm run generate: writes every file that is made from another one. With --check nothing is written,
// and the exit code tells whether one is out of date.
import { ensureInstalled, runNode } from "./lib/run.mjs";

const GENERATORS = [
  "scripts/extract-graphql-schema.mjs",
  "scripts/extract-openapi.mjs",
  "scripts/generate-schemas.mjs",
];

ensureInstalled();
const options = process.argv.slice(2);
const codes = GENERATORS.map((script) => runNode([script, ...options]));
process.exitCode = codes.some((code) => code !== 0) ? 1 : 0;
