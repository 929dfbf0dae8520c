import { chmodSync, rmSync, statSync, symlinkSync } from "node:fs";

import { describe, expect, it } from "@jest/globals";

import { mirrorFolder } from "../../../src/adapters/files/plan-mirror.ts";
import { withProjectWorld } from "../../flows/shuttle/project-world.ts";

describe("mirrorFolder", () => {
  const world = withProjectWorld();
  const mirror = () => mirrorFolder(world().path("from"), world().path("to"));

  it("copies files with their modes", () => {
    world().write({ "from/a/run.sh": "#!/bin/sh\n", "from/b.txt": "b" });

    expect(mirror()).toEqual({ kind: "mirrored", leftOut: [] });

    expect(world().read("to/b.txt")).toBe("b");
    expect(statSync(world().path("to/a/run.sh")).mode & 0o777).toBe(0o755);
  });

  it("takes over what changed, its mode too", () => {
    world().write({ "from/a.sh": "one" });
    mirror();
    world().write({ "from/a.sh": "two!" });
    chmodSync(world().path("from/a.sh"), 0o755);

    mirror();

    expect(world().read("to/a.sh")).toBe("two!");
    expect(statSync(world().path("to/a.sh")).mode & 0o777).toBe(0o755);
  });

  it("doesn't write what is the same again", () => {
    world().write({ "from/a.txt": "a" });
    mirror();
    const before = statSync(world().path("to/a.txt")).ino;

    mirror();

    expect(statSync(world().path("to/a.txt")).ino).toBe(before);
  });

  it("removes what is gone, files and folders", () => {
    world().write({ "from/a.txt": "a", "to/old/b.txt": "b", "to/c.txt": "c" });

    mirror();

    expect([world().exists("to/old"), world().exists("to/c.txt")]).toEqual([false, false]);
  });

  it("replaces a folder by a file, and a file by a folder", () => {
    world().write({ "from/a": "file", "from/b/c": "x", "to/a/x": "folder", "to/b": "file" });

    mirror();

    expect([world().read("to/a"), world().read("to/b/c")]).toEqual(["file", "x"]);
  });

  it("leaves out .git and .shuttle at any depth", () => {
    world().write({ "from/.git/config": "", "from/a/.shuttle/x": "", "from/a/.gitignore": "" });

    mirror();

    expect([world().exists("to/.git"), world().exists("to/a/.shuttle")]).toEqual([false, false]);
    expect(world().exists("to/a/.gitignore")).toBe(true);
  });

  it("follows linked files, and neither linked folders nor links to nothing", () => {
    world().write({ "elsewhere/secret": "s", "from/real.txt": "real" });
    symlinkSync("real.txt", world().path("from/link.txt"));
    symlinkSync("../elsewhere", world().path("from/folder"));
    symlinkSync("nothing", world().path("from/broken"));

    mirror();

    expect(world().read("to/link.txt")).toBe("real");
    expect([world().exists("to/folder"), world().exists("to/broken")]).toEqual([false, false]);
  });

  it("leaves out what can't be read, and tells so", () => {
    world().write({ "from/a.txt": "a", "to/self": "before" });
    symlinkSync("self", world().path("from/self"));

    expect(mirror()).toEqual({ kind: "mirrored", leftOut: [world().path("from/self")] });

    expect([world().exists("to/a.txt"), world().exists("to/self")]).toEqual([true, false]);
  });

  it("leaves out the copy itself", () => {
    world().write({ "a.txt": "a", "to/old.txt": "" });

    mirrorFolder(world().root, world().path("to"));

    expect([world().exists("to/a.txt"), world().exists("to/to")]).toEqual([true, false]);
  });

  it("never writes through a link that stands where a file belongs", () => {
    world().write({ "from/a.txt": "new", "to/b.txt": "", "elsewhere/a.txt": "keep" });
    rmSync(world().path("to/b.txt"));
    symlinkSync("../elsewhere/a.txt", world().path("to/a.txt"));

    mirror();

    expect([world().read("to/a.txt"), world().read("elsewhere/a.txt")]).toEqual(["new", "keep"]);
  });

  it.each(["nowhere", "file.txt"])("says that %s is no folder", (name) => {
    world().write({ "file.txt": "" });

    expect(mirrorFolder(world().path(name), world().path("to"))).toBe("missing");
  });
});
