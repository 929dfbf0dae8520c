import type { Answers } from "./answers/answers.ts";
import type { ArtifactMemory } from "./artifact-memory.ts";
import type { HamPorts } from "./ham.ts";
import type { KnownConfig } from "./known-config.ts";
import type { Lanes } from "./lane/lanes.ts";
import type { Observed } from "./observed.ts";

/** What the flows of one Ham share. */
export type HamParts = {
  readonly ports: HamPorts;
  readonly artifacts: ArtifactMemory;
  readonly configs: KnownConfig;
  readonly observed: Observed;
  readonly lanes: Lanes;
  readonly answers: Answers;
};
