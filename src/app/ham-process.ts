import type { Logger } from "probot";

import { type Github, connectGithub, readAppLogin } from "../adapters/github/installation.ts";
import { JobQueue } from "../adapters/queue/job-queue.ts";
import { createHam } from "../flows/create-ham.ts";
import type { Ham, HamEvent } from "../flows/ham.ts";
import { type Job, jobKey } from "../flows/job.ts";
import { connectHamPorts } from "./ham-ports.ts";
import { laneOf } from "./job-lane.ts";
import { describeError, logEvent } from "./log.ts";
import { type Metrics, createMetrics } from "./metrics.ts";
import type { HamOptions } from "./options.ts";
import type { PageView } from "./page.ts";

/** Jobs mostly wait for GitHub and for each other: releases that wait together are committed together. */
const CONCURRENT_JOBS = 100;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 60_000;

/** Ham as it lives in this process: takes jobs at once, does them once GitHub has told who it is, sweeps. */
export class HamProcess {
  readonly metrics: Metrics;
  readonly #options: HamOptions;
  readonly #log: Logger;
  readonly #github: Github;
  readonly #queue: JobQueue<Job>;
  #ham: Ham | undefined;
  #appLogin: string | undefined;
  #sweptAt: string | undefined;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;
  #sweep: Promise<void> = Promise.resolve();

  constructor(options: HamOptions, log: Logger) {
    this.#options = options;
    this.#log = log;
    const run = async (job: Job): Promise<void> => this.#ham?.handle(job);
    const concurrency = CONCURRENT_JOBS;
    this.#queue = new JobQueue<Job>({ run, laneOf, keyOf: jobKey, concurrency }, "closed");
    this.metrics = createMetrics({
      waiting: () => this.#queue.waiting,
      running: () => this.#queue.running,
    });
    this.#github = connectGithub({
      ...options,
      log: githubLog(log),
      onCall: this.metrics.observeCall,
    });
  }

  enqueue(job: Job): void {
    this.#queue.add(job);
  }

  /** A delivery that is no job. */
  pass(delivery: string): void {
    this.#ham?.pass(delivery);
  }

  view(): PageView {
    const { configRepository, serverUrl } = this.#options;
    return {
      appLogin: this.#appLogin,
      configRepository,
      serverUrl,
      isReady: this.#ham !== undefined,
      waiting: this.#queue.waiting,
      running: this.#queue.running,
      sweptAt: this.#sweptAt,
    };
  }

  /** Resolves when jobs are being done; tries for as long as GitHub doesn't answer. */
  async start(): Promise<void> {
    const appLogin = await this.#askWhoIAm();
    if (appLogin === undefined || this.#isStopped) return;
    const report = (event: HamEvent): void => this.#report(event);
    this.#appLogin = appLogin;
    this.#ham = createHam(connectHamPorts(this.#options, this.#github, { appLogin, report }));
    this.#log.info({ app: appLogin }, "ready");
    this.#queue.open();
    this.#sweepNow();
  }

  /** What is under way is finished, answers included; nothing new starts. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#queue.close();
    await this.#queue.settled();
    await this.#sweep;
    await this.#ham?.settled();
  }

  async #askWhoIAm(): Promise<string | undefined> {
    for (let wait = FIRST_RETRY_MS; !this.#isStopped; wait = Math.min(wait * 2, LONGEST_RETRY_MS)) {
      try {
        return await readAppLogin(this.#github);
      } catch (error) {
        this.#log.error({ ...describeError(error), retryMs: wait }, "GitHub doesn't know this App");
        await new Promise((resolve) => {
          this.#timer = setTimeout(resolve, wait);
        });
      }
    }
    return undefined;
  }

  #sweepNow(): void {
    this.#sweep = this.#runSweep().finally(() => {
      if (this.#isStopped) return;
      this.#timer = setTimeout(() => this.#sweepNow(), this.#options.sweepMs);
    });
  }

  async #runSweep(): Promise<void> {
    try {
      await this.#ham?.sweep();
      this.#sweptAt = new Date().toISOString();
      this.#log.debug("swept");
    } catch (error) {
      this.#report({ kind: "fault", what: "sweep", error });
    }
  }

  #report(event: HamEvent): void {
    this.metrics.observeEvent(event);
    logEvent(this.#log, event);
  }
}

function githubLog(log: Logger) {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (message: string) => log.warn(message),
    error: (message: string) => log.error(message),
  };
}
