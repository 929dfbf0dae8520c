import { type CommitSha, isCommitSha } from "../src/core/artifact/ids.ts";
import { type EventPayload, parsePayload } from "./event-schema.ts";

/** The workflow run that the Action is part of, as GitHub records it. */
export type WorkflowRun = {
  /** `owner/name`. */
  readonly repository: string;
  readonly id: number;
  readonly attempt: number;
  /** For example `.github/workflows/ci.yml`. */
  readonly workflow: string;
  readonly event: string;
  /** The commit and branch of the run's record: of a pull request its head, not the test merge. */
  readonly headSha: CommitSha;
  readonly headBranch: string;
  readonly isFork: boolean;
  /** The branch that a pull request goes to, else the repository's default; undefined: not known. */
  readonly baseBranch: string | undefined;
  /** Of a pull request. */
  readonly title: string | undefined;
  readonly author: string | undefined;
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly url: string;
};

export type ReadRun =
  | { readonly kind: "read"; readonly run: WorkflowRun }
  | { readonly kind: "invalid"; readonly missing: readonly string[] };

/** From the runner's environment and the event's payload. */
export function readWorkflowRun(
  environment: ReadonlyMap<string, string>,
  payloadOfEvent: unknown,
): ReadRun {
  const read = (name: string): string => environment.get(name) ?? "";
  const payload = parsePayload(payloadOfEvent) ?? {};
  const missing = [
    ...REQUIRED.filter((name) => read(name) === ""),
    // Without it a fork's would look as if it were a push.
    ...(read("GITHUB_EVENT_NAME").startsWith("pull_request") && payload.pull_request === undefined
      ? ["the pull request of the event"]
      : []),
  ];
  const { sha, branch } = headOf(payload, read);
  if (!isCommitSha(sha)) return { kind: "invalid", missing: [...missing, "the commit of the run"] };
  if (missing.length > 0) return { kind: "invalid", missing };
  const repository = read("GITHUB_REPOSITORY");
  const serverUrl = read("GITHUB_SERVER_URL");
  const id = Number(read("GITHUB_RUN_ID"));
  return {
    kind: "read",
    run: {
      repository,
      id,
      attempt: Number(environment.get("GITHUB_RUN_ATTEMPT") ?? "1"),
      workflow: workflowPath(read("GITHUB_WORKFLOW_REF"), repository),
      event: read("GITHUB_EVENT_NAME"),
      headSha: sha,
      headBranch: branch,
      isFork: isFork(payload),
      baseBranch: baseBranch(payload),
      title: payload.pull_request?.title ?? undefined,
      author: payload.pull_request?.user?.login,
      serverUrl,
      apiUrl: environment.get("GITHUB_API_URL") ?? "https://api.github.com",
      url: `${serverUrl}/${repository}/actions/runs/${id}`,
    },
  };
}

/** What the event's change is to be compared with. */
export type EventBase =
  /** What the branch was at before. */
  | { readonly kind: "before"; readonly commit: string }
  /** The branch that the change goes to, and the change's own head. */
  | { readonly kind: "target"; readonly commit: string; readonly head: string };

/** Undefined: the event has nothing to compare with. */
export function readEventBase(payloadOfEvent: unknown): EventBase | undefined {
  const { pull_request: pull, merge_group: group, before } = parsePayload(payloadOfEvent) ?? {};
  if (pull !== undefined) {
    const commit = pull.base.sha ?? undefined;
    return commit === undefined ? undefined : { kind: "target", commit, head: pull.head.sha };
  }
  const commit = group?.base_sha ?? before ?? undefined;
  return commit === undefined ? undefined : { kind: "before", commit };
}

const REQUIRED = ["GITHUB_REPOSITORY", "GITHUB_RUN_ID", "GITHUB_EVENT_NAME", "GITHUB_SERVER_URL"];

function headOf(
  { pull_request: pull }: EventPayload,
  read: (name: string) => string,
): { readonly sha: string; readonly branch: string } {
  if (pull === undefined) return { sha: read("GITHUB_SHA"), branch: read("GITHUB_REF_NAME") };
  return { sha: pull.head.sha, branch: pull.head.ref };
}

function isFork({ pull_request: pull }: EventPayload): boolean {
  return pull !== undefined && pull.head.repo?.id !== pull.base.repo.id;
}

function baseBranch(payload: EventPayload): string | undefined {
  const { pull_request: pull, merge_group: group, repository } = payload;
  const ofGroup = group?.base_ref.replace(/^refs\/heads\//, "");
  return pull?.base.ref ?? ofGroup ?? repository?.default_branch ?? undefined;
}

/** `owner/name/.github/workflows/ci.yml@refs/heads/master`. */
function workflowPath(reference: string, repository: string): string {
  const [path = ""] = reference.split("@");
  return path.startsWith(`${repository}/`) ? path.slice(repository.length + 1) : path;
}
