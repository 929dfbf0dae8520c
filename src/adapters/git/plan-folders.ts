import { withoutCredentials } from "../../core/shuttle/plan-reference.ts";
import type { PlanFolders } from "../../flows/shuttle/ports.ts";
import { withFolderLock } from "../files/folder-lock.ts";
import { mirrorFolder } from "../files/plan-mirror.ts";

/** A token that must be shown to one host only. */
export type HostToken = {
  readonly token: string;
  /** For example `https://github.com`. */
  readonly origin: string;
};

/**
 * Plans in folders of this machine. `SHUTTLE_GIT_TOKEN` of the environment is for whatever host a plan is
 * on, because a person gave it for plans; without it there may be one for a certain host.
 */
export function planFolders(
  environment: ReadonlyMap<string, string>,
  hostToken: HostToken = { token: "", origin: "" },
): PlanFolders {
  const given = environment.get("SHUTTLE_GIT_TOKEN") ?? "";
  const accessTo = (source: string) => {
    const isHost = URL.canParse(source) && new URL(source).origin === hostToken.origin;
    return { token: given === "" && isHost ? hostToken.token : given, environment };
  };
  return {
    withLock: (folder, work) => withFolderLock(folder, work),
    mirror: ({ from, to }) => Promise.resolve(mirrorFolder(from, to)),
    readClone: async (folder) => (await loadClone()).readClone(folder),
    resolveRef: async (folder, plan) =>
      (await loadClone()).resolveRef(folder, plan, accessTo(plan.source)),
    checkOut: async (folder, plan, ref) =>
      (await loadClone()).checkOut(folder, plan, ref, accessTo(plan.source)),
    origin: ({ source }) => withoutCredentials(source),
  };
}

/** Starting processes takes a while to load, and most commands never do. */
function loadClone(): Promise<typeof import("./plan-clone.ts")> {
  return import("./plan-clone.ts");
}
