import type { TemplateHost } from "../../../src/core/gotemplate/value.ts";
import { GoError } from "../../../src/core/gotemplate/value.ts";

/** A host without files, names or variables, where it is always the same time. */
export function hostStub(overrides: Partial<TemplateHost> = {}): TemplateHost {
  return {
    environment: () => undefined,
    now: () => new Date("2024-05-06T07:08:09Z"),
    timeZone: () => "UTC",
    zoneFile: () => undefined,
    randomBytes: (count) => new Uint8Array(count),
    readFile: (path) => {
      throw new GoError(`open ${path}: no such file or directory`);
    },
    fileExists: () => false,
    listFiles: () => undefined,
    lookupHost: () => "127.0.0.1",
    ...overrides,
  };
}
