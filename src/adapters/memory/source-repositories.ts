import type { CommitSha, TreeSha } from "../../core/artifact/ids.ts";
import type { BranchFacts, RunRecord } from "../../core/artifact/provenance.ts";
import type { Role, Standing } from "../../core/environment/permission.ts";
import type { Actor } from "../../core/release/request.ts";
import type {
  PullRequest,
  SourceCommit,
  SourceComparison,
  SourceRepositories,
  Upload,
} from "../../flows/ports/source-repository.ts";

/** An application repository as GitHub records it, by hand. */
export type MemorySource = {
  readonly branches: Map<string, CommitSha>;
  readonly commits: Map<CommitSha, SourceCommit>;
  readonly runs: Map<number, RunRecord>;
  readonly uploads: Map<number, { readonly upload: Upload; readonly zip: Uint8Array }[]>;
  readonly pulls: Map<number, PullRequest>;
  readonly roles: Map<string, Role>;
  readonly teams: Map<string, readonly string[]>;
  /** Text by `<commit>:<path>`, and trees of folders by `<commit>:<folder>`. */
  readonly files: Map<string, string>;
  readonly folders: Map<string, TreeSha>;
};

export class MemorySourceRepositories implements SourceRepositories {
  readonly repositories = new Map<string, MemorySource>();
  readonly actors = new Map<string, Actor>();

  /** The repository of that name; made when it is not there. */
  repository(name: string): MemorySource {
    const key = name.toLowerCase();
    const source = this.repositories.get(key) ?? emptySource();
    this.repositories.set(key, source);
    return source;
  }

  readonly run = (repository: string, runId: number): Promise<RunRecord | undefined> =>
    Promise.resolve(this.repository(repository).runs.get(runId));

  readonly completedRuns = (repository: string, since: string): Promise<readonly RunRecord[]> =>
    Promise.resolve(
      [...this.repository(repository).runs.values()]
        .filter((run) => run.status === "completed" && run.conclusion === "success")
        .filter((run) => Date.parse(run.createdAt) >= Date.parse(since))
        .sort((a, b) => b.id - a.id),
    );

  readonly uploads = (repository: string, runId: number): Promise<readonly Upload[]> =>
    Promise.resolve(this.#uploads(repository, runId).map((one) => one.upload));

  readonly download: SourceRepositories["download"] = (repository, upload, maxBytes) => {
    const found = [...this.repository(repository).uploads.values()]
      .flat()
      .find((one) => one.upload.id === upload.id);
    if (found === undefined || found.upload.expired) return Promise.resolve({ kind: "expired" });
    return Promise.resolve(
      found.zip.length > maxBytes ? { kind: "too-large" } : { kind: "zip", bytes: found.zip },
    );
  };

  readonly commit = (repository: string, sha: CommitSha): Promise<SourceCommit | undefined> =>
    Promise.resolve(this.repository(repository).commits.get(sha));

  readonly compare = (
    repository: string,
    base: CommitSha,
    head: CommitSha,
  ): Promise<SourceComparison | undefined> => {
    const { commits } = this.repository(repository);
    if (!commits.has(base) || !commits.has(head)) return Promise.resolve(undefined);
    return Promise.resolve(compared(commits, base, head));
  };

  readonly isOnBranch = (repository: string, sha: CommitSha, branch: string): Promise<boolean> =>
    Promise.resolve(this.#reaches(repository, sha, branch));

  readonly branchFacts = (
    repository: string,
    headSha: CommitSha,
    branch: string,
  ): Promise<BranchFacts> => {
    const { pulls, commits } = this.repository(repository);
    const mergedPulls = [...pulls.values()].flatMap(({ number, head, base, merged }) => {
      const mergeTree = merged === undefined ? undefined : commits.get(merged.commit)?.tree;
      if (merged === undefined || mergeTree === undefined) return [];
      if (head.sha !== headSha || base !== branch) return [];
      const mergeCommitReachable = this.#reaches(repository, merged.commit, branch);
      const mergeCommit = merged.commit;
      return [{ number, headSha, baseBranch: base, mergeCommit, mergeTree, mergeCommitReachable }];
    });
    return Promise.resolve({ reachable: this.#reaches(repository, headSha, branch), mergedPulls });
  };

  readonly branchHead = (repository: string, branch: string): Promise<CommitSha | undefined> =>
    Promise.resolve(this.repository(repository).branches.get(branch));

  readonly folderTree = (
    repository: string,
    sha: CommitSha,
    folder: string,
  ): Promise<TreeSha | undefined> =>
    Promise.resolve(
      folder === "."
        ? this.repository(repository).commits.get(sha)?.tree
        : this.repository(repository).folders.get(`${sha}:${folder}`),
    );

  readonly fileText = (
    repository: string,
    sha: CommitSha,
    path: string,
  ): Promise<string | undefined> =>
    Promise.resolve(this.repository(repository).files.get(`${sha}:${path}`));

  readonly resolveRef = (repository: string, ref: string): Promise<CommitSha | undefined> => {
    const { branches, commits } = this.repository(repository);
    const sha = [...commits.keys()].find((one) => one === ref);
    return Promise.resolve(branches.get(ref) ?? sha);
  };

  readonly pull = (repository: string, number: number): Promise<PullRequest | undefined> =>
    Promise.resolve(this.repository(repository).pulls.get(number));

  readonly pullsOfCommit = (repository: string, sha: CommitSha): Promise<readonly PullRequest[]> =>
    Promise.resolve(
      [...this.repository(repository).pulls.values()].filter(
        (pull) => pull.merged?.commit === sha || pull.head.sha === sha,
      ),
    );

  readonly standing = (
    repository: string,
    login: string,
    teams: readonly string[],
  ): Promise<Standing> => {
    const source = this.repository(repository);
    const member = (team: string): boolean => source.teams.get(team)?.includes(login) ?? false;
    return Promise.resolve({
      login,
      role: source.roles.get(login) ?? "none",
      teams: teams.filter(member),
    });
  };

  readonly actor = (login: string): Promise<Actor | undefined> =>
    Promise.resolve(this.actors.get(login));

  #uploads(
    repository: string,
    runId: number,
  ): readonly { readonly upload: Upload; readonly zip: Uint8Array }[] {
    return this.repository(repository).uploads.get(runId) ?? [];
  }

  #reaches(repository: string, sha: CommitSha, branch: string): boolean {
    const { branches, commits } = this.repository(repository);
    const head = branches.get(branch);
    return head !== undefined && ancestorsOf(commits, head).has(sha);
  }
}

function emptySource(): MemorySource {
  return {
    branches: new Map(),
    commits: new Map(),
    runs: new Map(),
    uploads: new Map(),
    pulls: new Map(),
    roles: new Map(),
    teams: new Map(),
    files: new Map(),
    folders: new Map(),
  };
}

/** The commit itself and everything before it. */
function ancestorsOf(
  commits: ReadonlyMap<CommitSha, SourceCommit>,
  head: CommitSha,
): ReadonlySet<CommitSha> {
  const found = new Set<CommitSha>();
  const waiting = [head];
  for (let sha = waiting.pop(); sha !== undefined; sha = waiting.pop()) {
    if (found.has(sha)) continue;
    found.add(sha);
    waiting.push(...(commits.get(sha)?.parents ?? []));
  }
  return found;
}

function compared(
  commits: ReadonlyMap<CommitSha, SourceCommit>,
  base: CommitSha,
  head: CommitSha,
): SourceComparison {
  const behind = ancestorsOf(commits, base);
  const ahead = ancestorsOf(commits, head);
  const missing = [...ahead].filter((sha) => !behind.has(sha)).reverse();
  const status =
    base === head
      ? "identical"
      : ahead.has(base)
        ? "ahead"
        : behind.has(head)
          ? "behind"
          : "diverged";
  return {
    status,
    commits: missing.slice(0, 250).map((sha) => ({
      sha,
      title: commits.get(sha)?.message.split("\n", 1)[0] ?? "",
    })),
    total: missing.length,
  };
}
