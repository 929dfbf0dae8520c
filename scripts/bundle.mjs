// Makes the bundles of action/dist: the Action's and shuttle's. They are committed, because GitHub
// runs an action as it is in the repository. `--check` makes them in memory and compares.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { SUPPORTED } from "./lib/bundles.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "action", "dist");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20.18",
  supported: SUPPORTED,
  minify: true,
  legalComments: "none",
  write: false,
  metafile: true,
  logLevel: "warning",
  define: { "process.env.SHUTTLE_BUILD_VERSION": JSON.stringify(version) },
};

/** The CommonJS parts of the Action's dependencies ask for `require`. */
const requireBanner =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

const action = await build({
  ...common,
  entryPoints: ["action/index.ts"],
  format: "esm",
  banner: { js: requireBanner },
});
const shuttle = await build({
  ...common,
  entryPoints: ["src/cli/shuttle/main.ts"],
  format: "cjs",
  // In a script compiled by hand only `require` can load Node's own modules.
  supported: { ...SUPPORTED, "dynamic-import": false },
});

const files = new Map([
  ["index.mjs", textOf(action)],
  ["shuttle-core.cjs", textOf(shuttle)],
  ["shuttle.cjs", loaderOf(textOf(shuttle))],
  ["licenses.txt", licensesOf([action, shuttle])],
]);
if (process.argv.includes("--check")) check();
else write();

function textOf(result) {
  return result.outputFiles[0].text;
}

function loaderOf(bundle) {
  const digest = createHash("sha256").update(bundle).digest("hex");
  return readFileSync(join(root, "action", "loader.cjs"), "utf8").replace("__DIGEST__", digest);
}

/** The licences of all packages that are part of a bundle. */
function licensesOf(results) {
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  const notes = [...folders].sort().map((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const file = readdirSync(join(root, folder)).find((name) =>
      /^(licen[cs]e|copying)/i.test(name),
    );
    const text = file === undefined ? "" : readFileSync(join(root, folder, file), "utf8").trim();
    return `${manifest.name} ${manifest.version} (${licenseName(manifest)})\n\n${text}`.trim();
  });
  return `${notes.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

function licenseName({ license }) {
  return typeof license === "string" ? license : (license?.type ?? "no licence named");
}

function packageFolder(input) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match?.[1];
}

function write() {
  mkdirSync(dist, { recursive: true });
  for (const [name, text] of files) {
    writeFileSync(join(dist, name), text);
    console.log(`action/dist/${name}  ${Math.ceil(text.length / 1024)} KiB`);
  }
}

function check() {
  const stale = [...files].filter(([name, text]) => {
    const file = join(dist, name);
    return !existsSync(file) || readFileSync(file, "utf8") !== text;
  });
  if (stale.length === 0) return;
  const names = stale.map(([name]) => `action/dist/${name}`).join(", ");
  console.error(`${names}: not what the sources give. Run 'npm run bundle' and commit the result.`);
  process.exitCode = 1;
}
