// The real client of workflow artifacts in a process of its own: it says a lot on standard output, and
// takes its server and its token from the environment.
import { DefaultArtifactClient } from "@actions/artifact";

process.on("message", async ({ environment, operation, args }) => {
  Object.assign(process.env, environment);
  try {
    const value = await new DefaultArtifactClient()[operation](...args);
    process.send({ value: value ?? null });
  } catch (error) {
    process.send({ error: error instanceof Error ? error.message : String(error) });
  }
});
