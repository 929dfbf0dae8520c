import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { call } from "./call.ts";
import { canonical } from "./tagged.ts";
import { GoError, GoMap } from "../../../../src/core/gotemplate/value.ts";

describe("urlParse", () => {
  it("takes a URL apart, path and fragment unescaped", () => {
    const url = "http://admin:s%20t@server.com:8080/a%2Fb?list=false#an%20chor";

    expect(canonical(call("urlParse", url))).toBe(
      canonical(
        GoMap.of([
          ["scheme", "http"],
          ["host", "server.com:8080"],
          ["hostname", "server.com"],
          ["path", "/a/b"],
          ["query", "list=false"],
          ["opaque", ""],
          ["fragment", "an chor"],
          ["userinfo", "admin:s%20t"],
        ]),
      ),
    );
  });

  it.each([
    [":x", 'parse ":x": missing protocol scheme'],
    ["http://h:x/", 'parse "http://h:x/": invalid port ":x" after host'],
    ["http://a b/", 'parse "http://a b/": invalid character " " in host name'],
    ["/%zz", 'parse "/%zz": invalid URL escape "%zz"'],
    ["1:b:c/d", 'parse "1:b:c/d": first path segment in URL cannot contain colon'],
    ["http://[::1", `parse "http://[::1": missing ']' in host`],
  ])("refuses %j", (url, message) => {
    expect(() => call("urlParse", url)).toThrow(new GoError(`unable to parse url: ${message}`));
  });

  it("fails with a sentence for templates, if at all", () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string()), (text) => {
        expect(outcomeOf(() => call("urlParse", text))).not.toBe("fault");
      }),
    );
  });
});

describe("urlJoin", () => {
  it("puts the parts together again", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const parts = call("urlParse", url);
        const again = call("urlParse", call("urlJoin", parts));

        expect(canonical(again)).toBe(canonical(parts));
      }),
    );
  });

  it("refuses a part that is no text", () => {
    expect(() => call("urlJoin", GoMap.of([["host", 1]]))).toThrow(
      new GoError("unable to parse host key, must be of type string, but int found"),
    );
  });
});

function outcomeOf(work: () => unknown): "done" | "refused" | "fault" {
  try {
    work();
    return "done";
  } catch (error) {
    return error instanceof GoError ? "refused" : "fault";
  }
}
