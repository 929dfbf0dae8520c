import { describe, expect, it } from "@jest/globals";

import {
  type OwnCommit,
  isByApp,
} from "../../../src/adapters/github/config-repository/own-commits.ts";
import { COMMIT } from "./artifacts.ts";
import { APP_LOGIN } from "./world.ts";

const COMMIT_BY_APP: OwnCommit = {
  oid: COMMIT,
  committedDate: "2030-05-10T12:00:00Z",
  message: "a message",
  author: { name: "ham[bot]", email: "41898282+ham[bot]@users.noreply.github.com" },
  signature: { isValid: true, wasSignedByGitHub: true },
};

describe("a commit by the App", () => {
  it.each([
    ["on github.com", COMMIT_BY_APP.author?.email],
    ["on a server of one's own", "7+Ham[bot]@users.noreply.git.acme.example"],
  ])("is one that GitHub signed for it %s", (_, email = "") => {
    const commit = { ...COMMIT_BY_APP, author: { name: "anything", email } };

    expect(isByApp(commit, APP_LOGIN)).toBe(true);
  });

  it.each([
    ["without a signature", { signature: null }],
    ["with one that isn't valid", { signature: { isValid: false, wasSignedByGitHub: true } }],
    ["signed by a person's key", { signature: { isValid: true, wasSignedByGitHub: false } }],
    ["without an author", { author: null }],
    [
      "by a person",
      { author: { name: "ham[bot]", email: "3+developer@users.noreply.github.com" } },
    ],
    [
      "by another App",
      { author: { name: "ham[bot]", email: "9+spam[bot]@users.noreply.github.com" } },
    ],
    [
      "with the App's name elsewhere",
      { author: { name: "ham[bot]", email: "1+ham[bot]@acme.example" } },
    ],
    [
      "without the bot's id",
      { author: { name: "ham[bot]", email: "ham[bot]@users.noreply.github.com" } },
    ],
  ])("is none %s", (_, own) => {
    expect(isByApp({ ...COMMIT_BY_APP, ...own }, APP_LOGIN)).toBe(false);
  });
});
