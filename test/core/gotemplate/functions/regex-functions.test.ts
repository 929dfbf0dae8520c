import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { call } from "./call.ts";
import { canonical } from "./tagged.ts";
import { GoError, Slice } from "../../../../src/core/gotemplate/value.ts";

const texts = (...items: readonly string[]): string => canonical(new Slice([...items], "string"));

describe("regexReplaceAll", () => {
  it.each([
    ["a(x*)b", "-ab-axxb-", "${1}W", "-W-xxW-"],
    ["a(x*)b", "-ab-axxb-", "$1W", "---"],
    ["(?P<name>\\w+)@", "me@home", "<$name>", "<me>home"],
    ["", "abc", "-", "-a-b-c-"],
    ["b*", "abc", "x", "xaxcx"],
    ["é", "aéb", "$$", "a$b"],
  ])("replaces %j in %j by %j", (pattern, text, template, replaced) => {
    expect(call("regexReplaceAll", pattern, text, template)).toBe(replaced);
  });

  it("takes the replacement as it is in its literal variant", () => {
    expect(call("regexReplaceAllLiteral", "b", "abc", "$0")).toBe("a$0c");
  });
});

describe("regexFindAll and regexSplit", () => {
  it("stop at their limit", () => {
    expect(canonical(call("regexFindAll", "[2,4,6,8]", "1234567890", 2))).toBe(texts("2", "4"));
    expect(canonical(call("regexSplit", "z+", "pizza", -1))).toBe(texts("pi", "a"));
    expect(canonical(call("regexSplit", "i", "pizzia", 2))).toBe(texts("p", "zzia"));
  });

  it("give a nil list where nothing is found", () => {
    expect(call("regexFindAll", "x", "abc", -1)).toMatchObject({ isNil: true });
  });
});

describe("a wrong pattern", () => {
  it("matches nothing", () => {
    expect(call("regexMatch", "[a", "a")).toBe(false);
  });

  it("fails the other functions", () => {
    expect(() => call("regexFind", "[a", "a")).toThrow(
      new GoError("regexp: Compile(`[a`): error parsing regexp: missing closing ]: `[a`"),
    );
    expect(() => call("mustRegexFind", "(?=a)", "a")).toThrow(
      new GoError("error parsing regexp: invalid or unsupported Perl syntax: `(?=`"),
    );
  });
});

describe("a pattern that others take exponential time for", () => {
  it("is answered", () => {
    expect(call("regexMatch", "^(a+)+$", `${"a".repeat(50_000)}!`)).toBe(false);
  });
});

describe("regexQuoteMeta", () => {
  it("makes a pattern that matches the text itself", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const pattern = call("regexQuoteMeta", text);

        expect(call("regexFind", pattern, text)).toBe(text);
      }),
    );
  });
});
