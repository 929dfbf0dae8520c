/** @type {import('jest').Config} */
export default {
  testEnvironment: "node",
  // Otherwise a machine of two cores uses one.
  maxWorkers: "100%",
  // Real git, real HTTP and two cores: a test that hangs still ends.
  testTimeout: 30_000,
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/acceptance/"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2022" },
        module: { type: "es6" },
      },
    ],
    // The package imports JSON in a way that Node refuses and jest warns of, each time.
    "/@actions/workflow-parser/dist/.+-schema\\.js$": "<rootDir>/test/support/json-imports.mjs",
  },
  transformIgnorePatterns: ["/node_modules/(?!@actions/workflow-parser/)"],
};
