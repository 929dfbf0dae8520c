/**
 * GitHub's node ids: a prefix for the kind, an underscore, and the id in base64url. Clients treat them as opaque;
 * that the kind can be read from them is what lets `node(id:)` find the record.
 */

const prefixes = {
  App: "A",
  Artifact: "ART",
  Blob: "B",
  Bot: "BOT",
  CheckRun: "CR",
  CheckSuite: "CS",
  Comparison: "COMP",
  Commit: "C",
  Deployment: "DE",
  DeploymentStatus: "DES",
  Environment: "EN",
  Installation: "MDI",
  Issue: "I",
  IssueComment: "IC",
  Label: "LA",
  Organization: "O",
  PullRequest: "PR",
  PullRequestCommit: "PURC",
  Reaction: "REA",
  Ref: "REF",
  Repository: "R",
  Status: "S",
  StatusCheckRollup: "SCR",
  StatusContext: "SC",
  Tag: "TA",
  Team: "T",
  TimelineEvent: "TLE",
  Tree: "TR",
  User: "U",
  Workflow: "W",
  WorkflowJob: "WJ",
  WorkflowRun: "WFR",
} as const;

export type NodeKind = keyof typeof prefixes;

export type GitNodeKind = "Blob" | "Commit" | "Ref" | "Tag" | "Tree";

export type NodeId = {
  readonly kind: NodeKind;
  /** Decimal digits; for what git stores `<repository id>:<oid or full ref name>`. */
  readonly id: string;
};

export type GitNodeId = {
  readonly kind: GitNodeKind;
  readonly repositoryId: number;
  /** An oid, or for a ref its full name. */
  readonly name: string;
};

export function formatNodeId(kind: NodeKind, id: number | string): string {
  return `${prefixes[kind]}_${Buffer.from(String(id)).toString("base64url")}`;
}

export function formatGitNodeId(kind: GitNodeKind, repositoryId: number, name: string): string {
  return formatNodeId(kind, `${repositoryId}:${name}`);
}

/** Undefined for anything that is not one of our ids. */
export function parseNodeId(text: string): NodeId | undefined {
  const [, prefix = "", encoded = ""] = /^([A-Z]+)_([A-Za-z0-9_-]+)$/.exec(text) ?? [];
  const kind = kindsByPrefix.get(prefix);
  const id = Buffer.from(encoded, "base64url").toString("utf8");
  if (kind === undefined || formatNodeId(kind, id) !== text) return undefined;
  return { kind, id };
}

export function parseGitNodeId(text: string): GitNodeId | undefined {
  const node = parseNodeId(text);
  if (node === undefined || !isGitKind(node.kind)) return undefined;
  const [, repositoryId, name] = /^(\d+):(.+)$/s.exec(node.id) ?? [];
  if (repositoryId === undefined || name === undefined) return undefined;
  return { kind: node.kind, repositoryId: Number(repositoryId), name };
}

const kinds = Object.keys(prefixes).filter(isKind);
const kindsByPrefix: ReadonlyMap<string, NodeKind> = new Map(
  kinds.map((kind) => [prefixes[kind], kind]),
);

function isKind(text: string): text is NodeKind {
  return text in prefixes;
}

function isGitKind(kind: NodeKind): kind is GitNodeKind {
  return ["Blob", "Commit", "Ref", "Tag", "Tree"].includes(kind);
}
