// Run after `npm install`. Some registries lack other platforms' builds of a package; npm then leaves
// them out of package-lock.json, and `npm ci` refuses a lock without them. This puts them back.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const LOCK = fileURLToPath(new URL("../package-lock.json", import.meta.url));
const PLATFORM =
  /(darwin|linux|win32|android|freebsd|openharmony|sunos|netbsd|openbsd|aix|wasm32)[-.]?(arm64|x64|arm|ia32|ppc64|s390x|riscv64|loong64|wasi)?/;

const lock = JSON.parse(readFileSync(LOCK, "utf8"));
const missing = Object.entries(lock.packages).flatMap(([place, entry]) =>
  Object.entries(entry.optionalDependencies ?? {})
    .filter(([name]) => !isLocked(place, name))
    .map(([name, range]) => [`node_modules/${name}`, toEntry(name, range, entry.dev)]),
);
const packages = { ...lock.packages, ...Object.fromEntries(missing) };
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${missing.length} builds for other platforms added to package-lock.json\n`);

/** npm looks into the folder of the package itself, then at the root. */
function isLocked(place, name) {
  return (
    `${place}/node_modules/${name}` in lock.packages || `node_modules/${name}` in lock.packages
  );
}

function toEntry(name, range, dev) {
  const [, os, cpu] = PLATFORM.exec(name) ?? [];
  return {
    version: range.replace(/^[\^~]/, ""),
    ...(dev ? { dev: true } : {}),
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
  };
}
