import type { ChangedFile } from "../../git/git-store.ts";
import { compareCommits } from "../../github/commit-reading.ts";
import { formatGitNodeId, formatNodeId } from "../../github/node-id.ts";
import { pullsOf } from "../../github/pull-records.ts";
import { gitOf, resolveCommit } from "../../github/repositories.ts";
import type { Oid, Repository } from "../../model.ts";
import { connection } from "../connection.ts";
import type { PageArguments } from "../connection.ts";
import { requireReading } from "../permissions.ts";
import type { NamedRef, View, Views } from "../view.ts";
import { pullConnection } from "./pull-lists.ts";
import type { PullsArguments } from "./pull-lists.ts";

/** Those fields of a repository that are about its branches and tags. */
export function refFields(views: Views, repository: Repository) {
  return {
    defaultBranchRef: () => refNamed(views, repository, `refs/heads/${repository.defaultBranch}`),
    ref: ({ qualifiedName }: { readonly qualifiedName: string }) =>
      refNamed(views, repository, qualifiedName),
    refs: (args: RefsArguments) => refConnection(views, repository, args),
  };
}

/** `prefix` is cut off the name that is shown, by default `refs/heads/` and the like. */
export function refView(
  views: Views,
  repository: Repository,
  { name, oid }: NamedRef,
  prefix: string = /^refs\/[^/]+\//.exec(name)?.[0] ?? "refs/",
): View {
  const branch = name.replace(/^refs\/heads\//, "");
  const isHead = name !== branch;
  return {
    __typename: "Ref",
    id: formatGitNodeId("Ref", repository.id, name),
    name: name.slice(prefix.length),
    prefix,
    repository: () => views.repository(repository),
    target: () => views.object(repository, oid),
    compare: ({ headRef }: { readonly headRef: string }) =>
      comparisonView(views, repository, oid, headRef),
    associatedPullRequests: (args: PullsArguments) => {
      const pulls = isHead ? pullsOf(views.context, repository) : [];
      const own = pulls.filter(
        ({ pull }) => pull.head.repositoryId === repository.id && pull.head.ref === branch,
      );
      return pullConnection(views, repository, own, {
        ...args,
        field: "associatedPullRequests",
      });
    },
  };
}

/** `added` as GraphQL calls it. */
export const changeTypes: Readonly<Record<ChangedFile["status"], string>> = {
  added: "ADDED",
  modified: "MODIFIED",
  removed: "DELETED",
  renamed: "RENAMED",
};

/** A full name, or what GitHub makes one of: `heads/main`, `main`. */
async function refNamed(views: Views, repository: Repository, name: string): Promise<View | null> {
  requireReading(views, repository, "contents");
  const git = gitOf(views.context, repository);
  for (const full of [name, `refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`]) {
    const oid = full.startsWith("refs/") ? await git.ref(full) : undefined;
    if (oid !== undefined) return views.ref(repository, { name: full, oid });
  }
  return null;
}

type RefsArguments = PageArguments & {
  readonly refPrefix: string;
  readonly query?: string | null;
  readonly direction?: "ASC" | "DESC" | null;
  readonly orderBy?: { readonly field: string; readonly direction: "ASC" | "DESC" } | null;
};

async function refConnection(
  views: Views,
  repository: Repository,
  { refPrefix, query, direction, orderBy, ...args }: RefsArguments,
) {
  requireReading(views, repository, "contents");
  const folder = refPrefix.endsWith("/") ? refPrefix : `${refPrefix}/`;
  const refs = await gitOf(views.context, repository).refs(folder);
  const matching = refs.filter(({ name }) => !query || name.slice(folder.length).includes(query));
  const sorted =
    orderBy?.field === "TAG_COMMIT_DATE" ? await byDate(views, repository, matching) : matching;
  const isDescending = (orderBy?.direction ?? direction) === "DESC";
  return connection({
    name: "refs",
    args,
    items: isDescending ? sorted.toReversed() : sorted,
    keyOf: ({ name }) => name,
    toNode: (ref) => views.ref(repository, ref, folder),
  });
}

async function byDate(
  { context }: Views,
  repository: Repository,
  refs: readonly NamedRef[],
): Promise<readonly NamedRef[]> {
  const git = gitOf(context, repository);
  const dated = await Promise.all(
    refs.map(async (ref) => {
      const oid = await git.resolve(ref.name);
      const commit = oid === undefined ? undefined : await git.commit(oid);
      return { ref, seconds: commit?.committer.seconds ?? 0 };
    }),
  );
  return dated.sort((one, other) => one.seconds - other.seconds).map(({ ref }) => ref);
}

/** Null when the head is unknown. */
async function comparisonView(
  views: Views,
  repository: Repository,
  base: Oid,
  headRef: string,
): Promise<View | null> {
  const head = await resolveCommit(views.context, repository, headRef);
  if (head === undefined) return null;
  const found = await compareCommits(views.context, repository, base, head);
  return {
    __typename: "Comparison",
    id: formatNodeId("Comparison", `${repository.id}:${base}...${head}`),
    aheadBy: found.aheadBy,
    behindBy: found.behindBy,
    status: found.status.toUpperCase(),
    baseTarget: () => views.object(repository, base),
    headTarget: () => views.object(repository, head),
    commits: (args: PageArguments) => ({
      ...connection({
        name: "commits",
        args,
        items: found.commits,
        keyOf: (oid) => oid,
        toNode: (oid) => views.commit(repository, oid),
      }),
      authorCount: async () => {
        const git = gitOf(views.context, repository);
        const commits = await Promise.all(found.commits.map((oid) => git.commit(oid)));
        return new Set(commits.map((commit) => commit?.author.email)).size;
      },
    }),
  };
}
