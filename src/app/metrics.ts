import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

import type { GithubCall } from "../adapters/github/octokit.ts";
import type { HamEvent } from "../flows/ham.ts";

/** Figures for Prometheus. */
export type Metrics = {
  readonly observeEvent: (event: HamEvent) => void;
  readonly observeCall: (call: GithubCall) => void;
  readonly contentType: string;
  readonly render: () => Promise<string>;
};

export function createMetrics(queue: {
  readonly waiting: () => number;
  readonly running: () => number;
}): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const registers = [register];
  new Gauge({
    name: "ham_jobs_waiting",
    help: "Jobs that wait for their turn.",
    registers,
    collect() {
      this.set(queue.waiting());
    },
  });
  new Gauge({
    name: "ham_jobs_running",
    help: "Jobs under way.",
    registers,
    collect() {
      this.set(queue.running());
    },
  });
  return {
    observeEvent: eventObserver(registers),
    observeCall: callObserver(registers),
    contentType: register.contentType,
    render: () => register.metrics(),
  };
}

function eventObserver(registers: Registry[]): (event: HamEvent) => void {
  const jobs = new Histogram({
    name: "ham_job_seconds",
    help: "How long jobs took, answers aside.",
    labelNames: ["job"] as const,
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const requests = new Counter({
    name: "ham_requests_total",
    help: "Requests by how they ended.",
    labelNames: ["outcome", "reason"] as const,
    registers,
  });
  const releases = new Counter({
    name: "ham_releases_total",
    help: "Releases committed, by branch.",
    labelNames: ["branch"] as const,
    registers,
  });
  const commits = new Counter({
    name: "ham_commits_total",
    help: "Commits to the config repository, by branch.",
    labelNames: ["branch"] as const,
    registers,
  });
  const faults = new Counter({ name: "ham_faults_total", help: "What broke.", registers });
  return (event) => {
    switch (event.kind) {
      case "job-started":
        return;
      case "job-ended":
        jobs.observe({ job: event.job.kind }, event.ms / 1000);
        return;
      case "request-answered":
        requests.inc({ outcome: event.outcome, reason: event.reason ?? "" });
        return;
      case "committed":
        commits.inc({ branch: event.branch });
        releases.inc({ branch: event.branch }, event.releases);
        return;
      case "fault":
        faults.inc();
        return;
    }
  };
}

function callObserver(registers: Registry[]): (call: GithubCall) => void {
  const calls = new Histogram({
    name: "ham_github_call_seconds",
    help: "Requests to GitHub, each attempt on its own.",
    labelNames: ["call", "status"] as const,
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30],
    registers,
  });
  const budget = new Gauge({
    name: "ham_github_rate_remaining",
    help: "What GitHub says is left of a rate limit.",
    labelNames: ["resource"] as const,
    registers,
  });
  return (call) => {
    calls.observe({ call: call.name, status: String(call.status ?? "none") }, call.ms / 1000);
    if (call.budget !== undefined)
      budget.set({ resource: call.budget.resource }, call.budget.remaining);
  };
}
