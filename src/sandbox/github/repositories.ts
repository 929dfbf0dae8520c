import type { SandboxContext } from "../context.ts";
import type { GitRepository } from "../git/git-store.ts";
import type { Oid, Repository, RepositoryRole } from "../model.ts";
import { accountByLogin, accountOf, gitIdentityOf, webFlowIdentity } from "./accounts.ts";
import { signatureAt, toIso } from "./instants.ts";
import { copyRefs } from "./object-sharing.ts";
import { invalid, notFound } from "./problem.ts";

/** Owner and name are the same whatever their case. */
export function findRepository(
  context: SandboxContext,
  owner: string,
  name: string,
): Repository | undefined {
  const fullName = `${owner}/${name}`.toLowerCase();
  return context.state.repositories.find(
    (repository) => `${repository.owner}/${repository.name}`.toLowerCase() === fullName,
  );
}

export function repositoryById(context: SandboxContext, id: number): Repository | undefined {
  return context.state.repositories.get(id);
}

/** The repository of a record that refers to it; it can only be missing when the state is damaged. */
export function repositoryOf(
  context: SandboxContext,
  record: { readonly repositoryId: number },
): Repository {
  const repository = repositoryById(context, record.repositoryId);
  if (repository === undefined) throw notFound();
  return repository;
}

export function gitOf(context: SandboxContext, repository: Repository): GitRepository {
  return context.git.open(repository.owner, repository.name);
}

/** What a branch, a tag or an oid leads to, also as `heads/…` and `tags/…`; undefined when that is no commit. */
export async function resolveCommit(
  context: SandboxContext,
  repository: Repository,
  revision: string,
): Promise<Oid | undefined> {
  const git = gitOf(context, repository);
  const oid = await git.resolve(revision.replace(/^(?=(heads|tags)\/)/, "refs/"));
  return oid !== undefined && (await git.type(oid)) === "commit" ? oid : undefined;
}

/**
 * A new repository, empty unless `autoInit`, which commits a README to the default branch.
 * Its name must be free among the owner's: 422.
 */
export async function createRepository(
  context: SandboxContext,
  input: {
    readonly owner: string;
    readonly name: string;
    readonly private?: boolean;
    readonly defaultBranch?: string;
    readonly description?: string | null;
    readonly collaborators?: Readonly<Record<string, RepositoryRole>>;
    readonly teams?: Readonly<Record<string, RepositoryRole>>;
    readonly autoInit?: boolean;
  },
): Promise<Repository> {
  const repository = register(context, input, null);
  await context.git.create(repository);
  if (input.autoInit === true) await commitReadme(context, repository);
  return repository;
}

/** All branches and tags come along; the parent's private state stays with the fork. */
export async function forkRepository(
  context: SandboxContext,
  input: { readonly repository: Repository; readonly owner: string; readonly name?: string },
): Promise<Repository> {
  const { repository: parent, owner, name = parent.name } = input;
  const fork = register(
    context,
    { owner, name, private: parent.private, defaultBranch: parent.defaultBranch },
    parent.id,
  );
  await context.git.create(fork);
  await copyRefs(gitOf(context, parent), gitOf(context, fork), [
    "+refs/heads/*:refs/heads/*",
    "+refs/tags/*:refs/tags/*",
  ]);
  return fork;
}

/** Adds or changes collaborators and teams; a role of `null` takes it away. */
export function grantRoles(
  context: SandboxContext,
  repository: Repository,
  roles: {
    readonly collaborators?: Readonly<Record<string, RepositoryRole | null>>;
    readonly teams?: Readonly<Record<string, RepositoryRole | null>>;
  },
): Repository {
  const granted: Repository = {
    ...repository,
    collaborators: merged(repository.collaborators, roles.collaborators ?? {}),
    teams: merged(repository.teams ?? {}, roles.teams ?? {}),
  };
  context.state.repositories.put(granted);
  return granted;
}

type NewRepository = Parameters<typeof createRepository>[1];

function register(
  context: SandboxContext,
  input: NewRepository,
  forkOf: number | null,
): Repository {
  const owner = accountByLogin(context, input.owner);
  if (owner === undefined) throw notFound();
  requireFreeName(context, owner.login, input.name);
  const repository: Repository = {
    id: context.state.nextId("repositories"),
    owner: owner.login,
    name: input.name,
    private: input.private ?? false,
    defaultBranch: input.defaultBranch ?? "main",
    createdAt: toIso(context.now()),
    forkOf,
    collaborators: input.collaborators ?? {},
    teams: input.teams ?? {},
    description: input.description ?? null,
    labels: [],
  };
  context.state.repositories.put(repository);
  return repository;
}

function requireFreeName(context: SandboxContext, owner: string, name: string): void {
  const fault = { resource: "Repository", field: "name" } as const;
  if (!/^[\w.-]{1,100}$/.test(name) || name === "." || name === ".." || name.endsWith(".git"))
    throw invalid({ ...fault, code: "invalid", value: name });
  if (findRepository(context, owner, name) !== undefined)
    throw invalid({
      ...fault,
      code: "custom",
      message: "name already exists on this account",
    });
}

async function commitReadme(context: SandboxContext, repository: Repository): Promise<void> {
  const git = gitOf(context, repository);
  const oid = await git.writeBlob(Buffer.from(`# ${repository.name}\n`));
  const tree = await git.writeTree([{ mode: "100644", type: "blob", name: "README.md", oid }]);
  const now = context.now();
  const commit = await git.writeCommit({
    tree,
    parents: [],
    author: signatureAt(gitIdentityOf(accountOf(context, repository.owner)), now),
    committer: signatureAt(webFlowIdentity, now),
    message: "Initial commit",
    sign: true,
  });
  const name = `refs/heads/${repository.defaultBranch}`;
  await git.updateRefs([{ name, after: commit, force: false }]);
}

function merged(
  known: Readonly<Record<string, RepositoryRole>>,
  changes: Readonly<Record<string, RepositoryRole | null>>,
): Readonly<Record<string, RepositoryRole>> {
  const roles: Record<string, RepositoryRole> = { ...known };
  for (const [name, role] of Object.entries(changes))
    if (role === null) Reflect.deleteProperty(roles, name);
    else roles[name] = role;
  return roles;
}
