import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { EVENT_HANDLERS, createTranslator } from "../../src/app/to-job.ts";
import { jobKey } from "../../src/flows/job.ts";
import { laneOf } from "../../src/app/job-lane.ts";
import { webhookExamples } from "./webhook-examples.ts";

const SHA = "1".repeat(40);
const translator = createTranslator({ configRepository: "acme/config" });
const repository = { id: 7, full_name: "acme/shop", pushed_at: 1_900_000_000 };
const developer = { login: "developer", id: 3, type: "User" };
const actor = { login: "developer", id: 3, name: null, isBot: false };
const thread = { repository: "acme/shop", number: 5 };

describe("the translation of webhooks", () => {
  describe("when a comment is made", () => {
    const payload = {
      action: "created",
      issue: { number: 5, pull_request: { url: "…" } },
      comment: {
        id: 9,
        node_id: "IC_9",
        body: "/help",
        created_at: "2030-05-10T12:00:00Z",
        user: developer,
      },
      repository,
    };

    it("takes it as it is in the event", () => {
      expect(translator.toJob("issue_comment", payload)).toEqual({
        kind: "comment-created",
        thread,
        isPullRequest: true,
        comment: {
          id: 9,
          nodeId: "IC_9",
          body: "/help",
          createdAt: "2030-05-10T12:00:00Z",
          author: actor,
        },
      });
    });

    it("tells an issue from a pull request", () => {
      const job = translator.toJob("issue_comment", { ...payload, issue: { number: 5 } });

      expect(job).toMatchObject({ isPullRequest: false });
    });

    it.each(["edited", "deleted"])("ignores that it is %s", (action) => {
      expect(translator.toJob("issue_comment", { ...payload, action })).toBeUndefined();
      expect(translator.isHandled("issue_comment", action)).toBe(false);
    });
  });

  describe("when something happens to a pull request", () => {
    const common = { number: 5, repository, sender: developer, pull_request: { merged: true } };
    const opened = { kind: "pull-request-opened", thread };

    it.each([
      [{ action: "opened" }, opened],
      [{ action: "reopened" }, opened],
      [{ action: "edited", changes: { base: { ref: { from: "next" } } } }, opened],
      [{ action: "edited", changes: { title: { from: "old" } } }, undefined],
      [{ action: "closed" }, { kind: "pull-request-merged", thread }],
      [{ action: "closed", pull_request: { merged: false } }, undefined],
      [
        { action: "labeled", label: { name: "promote:prod" } },
        { kind: "label-added", thread, label: "promote:prod", actor },
      ],
      [{ action: "synchronize" }, undefined],
    ])("makes of %j the job %j", (own, job) => {
      expect(translator.toJob("pull_request", { ...common, ...own })).toEqual(job);
    });
  });

  describe("when something is pushed", () => {
    const payload = {
      ref: "refs/heads/feature/x",
      deleted: false,
      after: SHA,
      repository,
      head_commit: { tree_id: SHA },
      sender: developer,
    };

    it("tells which branch is where", () => {
      expect(translator.toJob("push", payload)).toEqual({
        kind: "branch-pushed",
        repository: "acme/shop",
        repositoryId: 7,
        branch: "feature/x",
        commit: SHA,
        tree: SHA,
        pushedAt: "2030-03-17T17:46:40.000Z",
        pusher: { login: "developer", id: 3, name: null },
      });
    });

    it.each([
      ["a tag", { ref: "refs/tags/v1" }],
      ["a deleted branch", { deleted: true, after: "0".repeat(40), head_commit: null }],
      [
        "one of Ham's own branches",
        { ref: "refs/heads/env/dev", repository: { ...repository, full_name: "acme/config" } },
      ],
    ])("ignores %s", (_, own) => {
      expect(translator.toJob("push", { ...payload, ...own })).toBeUndefined();
    });

    it("tells that ham.yaml may have changed", () => {
      const own = {
        ref: "refs/heads/main",
        repository: { ...repository, full_name: "Acme/Config" },
      };

      expect(translator.toJob("push", { ...payload, ...own })).toEqual({
        kind: "config-pushed",
        commit: SHA,
      });
    });
  });

  describe("when a workflow run ends", () => {
    const payload = { action: "completed", workflow_run: { id: 8, run_attempt: 2 }, repository };

    it("tells which one", () => {
      expect(translator.toJob("workflow_run", payload)).toEqual({
        kind: "run-completed",
        repository: "acme/shop",
        runId: 8,
        attempt: 2,
      });
    });

    it("ignores that it begins", () => {
      const requested = { ...payload, action: "requested" };

      expect(translator.toJob("workflow_run", requested)).toBeUndefined();
    });
  });

  it("takes every example of every event without a fault", () => {
    const examples = webhookExamples();
    const jobs = examples.map(({ event, payload }) => translator.toJob(event, payload));

    expect(examples.length).toBeGreaterThan(200);
    const kinds = new Set(jobs.flatMap((job) => job?.kind ?? []));
    expect([...kinds].sort()).toEqual([
      "branch-pushed",
      "comment-created",
      "label-added",
      "pull-request-opened",
      "run-completed",
    ]);
    const names = jobs.flatMap((job) => (job === undefined ? [] : [laneOf(job), jobKey(job)]));
    expect(names).not.toContain("");
  });

  it("is total: any payload gives a job or none", () => {
    const event = fc.constantFrom(...EVENT_HANDLERS.map((handler) => handler.event), "other");

    fc.assert(
      fc.property(event, fc.object(), (name, payload) => {
        expect(() => translator.toJob(name, payload)).not.toThrow();
      }),
    );
  });
});
