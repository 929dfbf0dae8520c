import { spawnSync } from "node:child_process";

import { describe, expect, it } from "@jest/globals";

import { withFolderLock } from "../../../src/adapters/files/folder-lock.ts";
import { withProjectWorld } from "../../flows/shuttle/project-world.ts";

describe("withFolderLock", () => {
  const world = withProjectWorld();
  const options = { patienceMs: 5_000, pollMs: 5 };

  it("lets one after the other work", async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 10));
      inside -= 1;
    };
    const folder = world().path("plan");

    await Promise.all(Array.from({ length: 6 }, () => withFolderLock(folder, work, options)));

    expect(most).toBe(1);
    expect(world().exists("plan.lock")).toBe(false);
  });

  it("lets go when the work fails", async () => {
    const failing = withFolderLock(world().path("plan"), () => Promise.reject(new Error("no")));

    await expect(failing).rejects.toThrow("no");

    expect(world().exists("plan.lock")).toBe(false);
  });

  it("takes over from a process that has ended", async () => {
    const ended = spawnSync("true").pid;
    world().write({ "plan.lock": String(ended) });

    const done = await withFolderLock(world().path("plan"), () => Promise.resolve("done"), options);

    expect(done).toBe("done");
  });

  it("takes over from a process whose number is another's now", async () => {
    world().write({ "plan.lock": `${process.pid} 1` });

    const done = await withFolderLock(world().path("plan"), () => Promise.resolve("done"), options);

    expect(done).toBe("done");
  });

  it("gives up after its patience, and says which file to remove", async () => {
    world().write({ "plan.lock": String(process.pid) });
    const impatient = { patienceMs: 20, pollMs: 5 };

    const result = await withFolderLock(world().path("plan"), () => Promise.resolve(), impatient);

    expect(result).toMatchObject({ kind: "refused", code: "plan-locked" });
    expect(world().read("plan.lock")).toBe(String(process.pid));
  });
});
