// npm run generate: writes every file that is made from another one. With --check nothing is written,
// and the exit code tells whether one is out of date. The extract of GitHub's REST description is not among
// them, because its source is 385 MB: scripts/extract-openapi.mjs says how it is made.
import { ensureInstalled, runNode } from "./lib/run.mjs";

const GENERATORS = ["scripts/extract-graphql-schema.mjs", "scripts/generate-schemas.mjs"];

ensureInstalled();
const options = process.argv.slice(2);
const codes = GENERATORS.map((script) => runNode([script, ...options]));
process.exitCode = codes.some((code) => code !== 0) ? 1 : 0;
