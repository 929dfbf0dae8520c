import base from "./jest.config.mjs";

/** The shipped processes: slower, one after another. @type {import('jest').Config} */
export default {
  ...base,
  roots: ["<rootDir>/test/acceptance"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 600_000,
};
