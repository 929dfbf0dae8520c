import { refuseShuttle, type ShuttleRefusal } from "./shuttle-refusal.ts";

/** What `plan:` of a project, or `--plan`, refers to. */
export type PlanReference = NoPlan | LocalPlan | GitPlan;

export type NoPlan = { readonly kind: "none" };

/** A folder; relative to the project, or to the working directory when it was given as `--plan`. */
export type LocalPlan = { readonly kind: "local"; readonly path: string };

export type GitPlan = {
  readonly kind: "git";
  /** `http` only on this machine: a server of tests and demonstrations. */
  readonly protocol: "ssh" | "https" | "http";
  /** What `git clone` takes, without a token: `git@github.com:acme/plan.git` or `https://…`. */
  readonly source: string;
  /** As the original reports it: `github.com:acme/plan.git` or `github.com/acme/plan.git`. */
  readonly repository: string;
  readonly ref: PlanRef;
};

export type PlanRef =
  /** None was given: `master` if the remote has it, else the remote's default branch. */
  | { readonly kind: "default" }
  /** A full object name. */
  | { readonly kind: "commit"; readonly sha: string }
  /** A branch or a tag; or a shortened object name, if there is neither. */
  | { readonly kind: "name"; readonly name: string };

/** What to look for in the remote, in this order. */
export type RefCandidate =
  | { readonly kind: "branch-or-tag"; readonly name: string }
  | { readonly kind: "commit"; readonly sha: string }
  | { readonly kind: "remote-head" };

const DEFAULT_BRANCH = "master";
const DEFAULT_USER = "git";

const GIT_SSH = /^git:\/\/(?:(?<user>[^@#]+)@)?(?<host>[^:#]+):(?<path>[^#]+)(?:#(?<ref>.*))?$/s;
const GIT_HTTPS = /^(?<protocol>https):\/\/(?<repository>[^#]*\.git)(?:#(?<ref>.*))?$/s;
/** Without encryption only within this machine. */
const GIT_LOOPBACK =
  /^(?<protocol>http):\/\/(?<repository>(?:127(?:\.\d{1,3}){3}|\[::1\]|(?:[\w-]+\.)*localhost)(?::\d+)?\/[^#]*\.git)(?:#(?<ref>.*))?$/s;

/** Is this a plan in a git repository: `git://[user@]host:path[#ref]` or `https://….git[#ref]`? */
export function isGitPlan(text: string): boolean {
  return [GIT_SSH, GIT_HTTPS, GIT_LOOPBACK].some((grammar) => grammar.test(text));
}

/**
 * Everything that is not in git is a folder, as `git@github.com:acme/plan.git` is too; http and https
 * without git are refused, and so is what git could take for an option or for several words.
 */
export function parsePlanReference(text: string): PlanReference | ShuttleRefusal {
  if (text === "") return { kind: "none" };
  const found = (GIT_SSH.exec(text) ?? GIT_HTTPS.exec(text) ?? GIT_LOOPBACK.exec(text))?.groups;
  if (found !== undefined) return toGitPlan(text, found);
  if (/^https?:\/\//.test(text)) {
    const message = `Plan '${withoutCredentials(text)}' is not valid: non-git http/https is not supported yet`;
    return refuseShuttle("plan-unsupported", message, 2);
  }
  return { kind: "local", path: text };
}

/** `#ref` of a plan; no ref, and an empty one, is the default. */
export function parsePlanRef(text: string): PlanRef {
  if (text === "") return { kind: "default" };
  if (/^(?:[\da-f]{40}|[\da-f]{64})$/i.test(text)) {
    return { kind: "commit", sha: text.toLowerCase() };
  }
  return { kind: "name", name: text };
}

/** What the ref may mean, in the order in which to look for it in the remote. */
export function refCandidates(ref: PlanRef): readonly RefCandidate[] {
  switch (ref.kind) {
    case "default":
      return [{ kind: "branch-or-tag", name: DEFAULT_BRANCH }, { kind: "remote-head" }];
    case "commit":
      return [{ kind: "commit", sha: ref.sha }];
    case "name": {
      const named = { kind: "branch-or-tag", name: ref.name } as const;
      const mayBeShort = /^[\da-f]{7,39}$/i.test(ref.name);
      return mayBeShort ? [named, { kind: "commit", sha: ref.name.toLowerCase() }] : [named];
    }
  }
}

/** The ref as people and messages know it. */
export function refName(ref: PlanRef): string {
  if (ref.kind === "default") return DEFAULT_BRANCH;
  return ref.kind === "commit" ? ref.sha : ref.name;
}

/** `https://user:secret@host/…` without the part that is nobody's business. */
export function withoutCredentials(source: string): string {
  return source.replace(/^(https?:\/\/)[^/]*@/i, "$1");
}

type Groups = Readonly<Record<string, string | undefined>>;

function toGitPlan(text: string, groups: Groups): GitPlan | ShuttleRefusal {
  const { user = DEFAULT_USER, host, path, repository = "", ref = "" } = groups;
  const protocol = groups["protocol"] === "http" ? "http" : "https";
  const plan: GitPlan =
    host === undefined || path === undefined
      ? gitPlan(protocol, `${protocol}://${repository}`, repository, ref)
      : gitPlan("ssh", `${user}@${host}:${path}`, `${host}:${path}`, ref);
  const parts = [plan.source, host ?? "", path ?? "", ref];
  return parts.every(isSafe) ? plan : refuseUnsafe(text);
}

function gitPlan(
  protocol: GitPlan["protocol"],
  source: string,
  repository: string,
  ref: string,
): GitPlan {
  return { kind: "git", protocol, source, repository, ref: parsePlanRef(ref) };
}

/** Git takes what starts with a dash for an option, and no name has white space in it. */
function isSafe(part: string): boolean {
  return !part.startsWith("-") && !/[\s\u0000-\u001f\u007f]/.test(part);
}

function refuseUnsafe(text: string): ShuttleRefusal {
  const shown = withoutCredentials(text).replace(/\s+/g, " ").slice(0, 200);
  const message =
    `Plan '${shown}' is not valid: no part of it may start with a dash or hold white space. ` +
    "Expected git://[user@]host:path[#ref] or https://host/path.git[#ref]";
  return refuseShuttle("plan-unsafe", message, 2);
}
