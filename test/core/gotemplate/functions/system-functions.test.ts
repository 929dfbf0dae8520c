import { describe, expect, it } from "@jest/globals";

import { callOn } from "./call.ts";
import { hostStub } from "../host.ts";

const variables: ReadonlyMap<string, string> = new Map([
  ["HOME", "/home/developer"],
  ["A_B", "x"],
  ["1", "first"],
]);
const host = hostStub({ environment: (name) => variables.get(name) });

describe("env", () => {
  it("is empty for what is not set", () => {
    expect(callOn(host, "env", "HOME")).toBe("/home/developer");
    expect(callOn(host, "env", "NOPE")).toBe("");
  });
});

describe("expandenv", () => {
  it.each([
    ["$HOME/bin:${HOME}", "/home/developer/bin:/home/developer"],
    ["$A_B-$A_BC-$12", "x--first2"],
    ["$ 5 $", "$ 5 $"],
    ["a${}b${HOME", "abHOME"],
    ["$$", ""],
  ])("expands %j", (text, expanded) => {
    expect(callOn(host, "expandenv", text)).toBe(expanded);
  });
});

describe("getHostByName", () => {
  it("asks the host", () => {
    expect(callOn(host, "getHostByName", "localhost")).toBe("127.0.0.1");
  });
});
