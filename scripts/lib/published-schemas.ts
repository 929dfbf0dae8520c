// What generate-schemas.mjs bundles and runs: the schemas that the code checks with, and their translator.
export { toJsonSchema } from "@valibot/to-json-schema";

export { artifactSpecSchema } from "../../src/core/artifact/spec-schema.ts";
export { hamConfigSchema } from "../../src/core/environment/ham-config-schema.ts";
