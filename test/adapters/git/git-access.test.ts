import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { gitAccess } from "../../../src/adapters/git/git-access.ts";

const NOTHING = new Map<string, string>();

function headerOf(environment: ReadonlyMap<string, string>): string {
  const value = environment.get("GIT_CONFIG_VALUE_0") ?? "";
  return Buffer.from(value.replace("Authorization: Basic ", ""), "base64").toString();
}

describe("gitAccess", () => {
  it("makes a token a header for that host alone", () => {
    const { url, environment } = gitAccess("https://git.acme.test/a/plan.git", "t0ken", NOTHING);

    expect(url).toBe("https://git.acme.test/a/plan.git");
    expect(environment.get("GIT_CONFIG_KEY_0")).toBe("http.https://git.acme.test/.extraheader");
    expect(headerOf(environment)).toBe("x-access-token:t0ken");
  });

  it("prefers the credentials of the address, and takes them out of it", () => {
    const { url, environment } = gitAccess("https://me:p%40ss@acme.test/plan.git", "t", NOTHING);

    expect(url).toBe("https://acme.test/plan.git");
    expect(headerOf(environment)).toBe("me:p@ss");
  });

  it("adds to configuration that is there already", () => {
    const inherited = new Map([["GIT_CONFIG_COUNT", "2"]]);

    const { environment } = gitAccess("https://acme.test/plan.git", "t", inherited);

    expect(environment.get("GIT_CONFIG_COUNT")).toBe("3");
    expect(environment.has("GIT_CONFIG_KEY_2")).toBe(true);
  });

  it.each(["git@acme.test:a/plan.git", "/srv/plan.git"])("leaves %s alone", (source) => {
    expect(gitAccess(source, "t0ken", NOTHING)).toEqual({ url: source, environment: NOTHING });
  });

  it("never leaves a secret in the address", () => {
    const secret = fc.stringMatching(/^[a-z0-9]{8,12}$/).map((text) => `S${text}`);
    fc.assert(
      fc.property(secret, fc.boolean(), (text, isOwn) => {
        const source = `https://${isOwn ? `u:${text}@` : ""}acme.test/plan.git`;

        expect(gitAccess(source, isOwn ? "" : text, NOTHING).url).not.toContain(text);
      }),
    );
  });
});
