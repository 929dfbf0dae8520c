// npm test: installs what is missing and runs the tests that need nothing but git and Node.
import { ensureInstalled } from "./lib/run.mjs";
import { runJest } from "./lib/jest.mjs";

ensureInstalled();
const args = process.argv.slice(2);
const code = runJest(args);
if (args.length === 0) {
  process.stdout.write(
    "Left out: the shipped processes (npm run test:acceptance), and what needs Go: real act\n" +
      "(npm run test:act), templates against Go's own (npm run fuzz:go), actionlint (npm run lint:workflows).\n",
  );
}
process.exitCode = code;
