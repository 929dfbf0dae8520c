import { describe, expect, it } from "@jest/globals";

import { READER_PERMISSIONS, WRITER_PERMISSIONS } from "../../src/adapters/github/installation.ts";
import { EVENT_HANDLERS } from "../../src/app/to-job.ts";
import { appManifest } from "../adapters/github/world.ts";

/** That these permissions are enough is what every test over the sandbox proves: it answers 403 otherwise. */
describe("app.yml", () => {
  const manifest = appManifest();

  it("subscribes to the events that have a handler, and to no others", () => {
    const events = EVENT_HANDLERS.map(({ event }) => event);

    expect(manifest["default_events"]).toEqual(events.sort());
  });

  it("asks for what the two kinds of token need, and for nothing more", () => {
    expect(manifest["default_permissions"]).toEqual({
      ...READER_PERMISSIONS,
      ...WRITER_PERMISSIONS,
    });
  });

  it("lets no token that reads application repositories write their content", () => {
    expect(READER_PERMISSIONS.contents).toBe("read");
  });
});
