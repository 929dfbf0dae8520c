"use strict";
// Starts the bundle of shuttle. Compiled code is kept in the user's cache folder, because compiling
// takes longer than most commands. Where nothing can be kept, everything works as well, only slower.
// Written for Nodes of any age, so that one that is too old can be told so.
var fs = require("fs");
var path = require("path");
var vm = require("vm");

var BUNDLE = "shuttle-core.cjs";
/** Digest of the bundle, put in when it is made. */
var DIGEST = "be8540e3969cf070775c1b78218e6bb6965901296c863c7f91f70638ccf6c091";
/** Called in loops. The cache of each has what it needs, because loading more takes longer, and compiling, too. */
var OFTEN = ["get", "has", "run", "template"];

var KEPT_DAYS = 30;

var version = process.versions.node.split(".").map(Number);
var isKnown =
  version[0] >= 22 ||
  (version[0] === 20 && (version[1] > 18 || (version[1] === 18 && version[2] >= 1)));
if (!isKnown) process.exit(withNewerNode());

/** The launcher knows where there may be others; it says so if there are none. */
function withNewerNode() {
  var launcher = path.join(__dirname, "..", "..", "bin", "shuttle");
  if (process.env.SHUTTLE_TOO_OLD === undefined && process.env.SHUTTLE_NODE === undefined) {
    var env = Object.assign({}, process.env, { SHUTTLE_TOO_OLD: process.version });
    var args = process.argv.slice(2);
    var result = require("child_process").spawnSync(launcher, args, { env: env, stdio: "inherit" });
    if (result.status !== null) return result.status;
  }
  var wanted = "Error: shuttle needs Node.js 20.18.1 or newer, or 22 and up; this is ";
  process.stderr.write(wanted + process.version + "\n");
  return 1;
}

function cacheFile() {
  var base = process.env.XDG_CACHE_HOME || path.join(process.env.HOME || "", ".cache");
  if (!path.isAbsolute(base)) return undefined;
  var word = process.argv.slice(2).find(function (argument) {
    return OFTEN.indexOf(argument) !== -1;
  });
  var parts = [DIGEST.slice(0, 16), process.version, process.arch, word || "other"];
  var name = parts.join("-") + ".v8";
  return path.join(base, "shuttle-action", name);
}

function readCache(file) {
  try {
    var stats = fs.lstatSync(file);
    // Compiled code of somebody else could be anything.
    return stats.isFile() && stats.uid === process.getuid() ? fs.readFileSync(file) : undefined;
  } catch (error) {
    return undefined;
  }
}

function writeCache(file, script) {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    var draft = file + "." + process.pid;
    fs.writeFileSync(draft, script.createCachedData(), { mode: 0o600 });
    fs.renameSync(draft, file);
    clearOld(path.dirname(file));
  } catch (error) {
    // The next start compiles again.
  }
}

/** What former versions left. A file that is still needed is made anew. */
function clearOld(folder) {
  var oldest = Date.now() - KEPT_DAYS * 24 * 60 * 60 * 1000;
  fs.readdirSync(folder).forEach(function (name) {
    var old = path.join(folder, name);
    if (/\.v8(\.\d+)?$/.test(name) && fs.statSync(old).mtimeMs < oldest) fs.unlinkSync(old);
  });
}

var bundle = path.join(__dirname, BUNDLE);
var source = "(function (exports, require, module) {" + fs.readFileSync(bundle, "utf8") + "\n})";
var file = cacheFile();
var cached = file === undefined ? undefined : readCache(file);
var script = new vm.Script(source, { filename: bundle, cachedData: cached });
if (file !== undefined && (cached === undefined || script.cachedDataRejected)) {
  // At the end the functions that were needed are compiled, and so are in the cache.
  process.on("exit", function () {
    writeCache(file, script);
  });
}
var loaded = { exports: {} };
script.runInThisContext()(loaded.exports, require, loaded);
loaded.exports.main(path.join(__dirname, "..", ".."));
