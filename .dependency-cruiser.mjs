/** The layers of docs/architecture.md. Each comment says what to do instead. */
const layer = (name, path, forbidden, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path },
  to: { path: forbidden },
});

/** Packages that only compute: the core may use them. */
const PURE_PACKAGES = ["canonicalize", "fastest-levenshtein", "js-yaml", "re2js", "sax", "valibot"];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Move what both need into a module of its own.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    layer(
      "core-imports-core",
      "^src/core/",
      "^(src/(?!core/)|action/|scripts/|test/|bench/)",
      "The core decides and knows nothing of the world: take what you need as an argument.",
    ),
    {
      name: "core-is-pure",
      comment: "The core computes: no disk, network, process. Declare a port in src/flows.",
      severity: "error",
      from: { path: "^src/core/" },
      to: {
        dependencyTypes: ["core"],
        pathNot: "^(node:)?(buffer|crypto|path|path/posix|url)$",
      },
    },
    {
      name: "core-packages",
      comment: "Only packages that compute; wrap others behind a port in src/flows.",
      severity: "error",
      from: { path: "^src/core/" },
      to: {
        dependencyTypes: ["npm", "npm-dev", "npm-no-pkg"],
        pathNot: `node_modules/(${PURE_PACKAGES.join("|")})/`,
      },
    },
    layer(
      "flows-know-ports",
      "^src/flows/",
      "^(src/(adapters|app|cli|sandbox)/|action/|scripts/|test/|bench/)",
      "A flow knows its ports and the core: declare what it needs in src/flows/ports.",
    ),
    layer(
      "adapters-below-faces",
      "^src/adapters/",
      "^(src/(app|cli|sandbox)/|action/|scripts/|test/|bench/)",
      "An adapter implements a port; what a face needs belongs to the face.",
    ),
    layer(
      "app-and-others-are-strangers",
      "^src/app/",
      "^(src/(cli|sandbox)/|action/|scripts/|test/|bench/)",
      "Faces share the core, the flows and the adapters, not each other.",
    ),
    layer(
      "cli-and-others-are-strangers",
      "^src/cli/",
      "^(src/(app|sandbox)/|action/|scripts/|test/|bench/)",
      "Faces share the core, the flows and the adapters, not each other.",
    ),
    layer(
      "action-and-app-are-strangers",
      "^action/",
      "^(src/(app|sandbox)/|scripts/|test/|bench/)",
      "Faces share the core, the flows and the adapters, not each other.",
    ),
    layer(
      "sandbox-stands-alone",
      "^src/sandbox/",
      "^(src/(?!sandbox/)|action/|scripts/|test/|bench/)",
      "The sandbox is GitHub: it shares no code with what talks to it, or both would be wrong alike.",
    ),
    {
      name: "judge-shares-nothing",
      comment: "What judges the demo reads git alone: write it again rather than import it.",
      severity: "error",
      from: { path: "^scripts/demo/judge" },
      to: { path: "^(src|action)/" },
    },
    {
      name: "no-dev-packages-in-production",
      comment:
        "Move the package to dependencies, or the code to where it is only used in development.",
      severity: "error",
      from: { path: "^(src|action)/", pathNot: "\\.generated\\.ts$" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-orphans",
      comment: "Import it or delete it.",
      severity: "error",
      from: { orphan: true, path: "^(src|action)/", pathNot: "(main|index)\\.ts$|kept-.*\\.mjs$" },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
  },
};
