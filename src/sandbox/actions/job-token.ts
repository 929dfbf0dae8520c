/** The GITHUB_TOKEN of a job: what it may do, and its life. */
import { randomBytes } from "node:crypto";

import { isMapping, isString } from "@actions/workflow-parser";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";

import type { SandboxContext } from "../context.ts";
import { toIso } from "../github/instants.ts";
import type { PermissionLevel, Permissions } from "../model.ts";

/** Makes a token for one repository, for 24 hours at most. */
export function createJobToken(
  context: SandboxContext,
  repositoryId: number,
  permissions: Permissions,
): string {
  const token = `ghs_${randomBytes(27).toString("base64url")}`;
  context.state.accessTokens.put({
    token,
    kind: "actions",
    installationId: null,
    permissions,
    repositoryIds: [repositoryId],
    expiresAt: toIso(new Date(context.now().getTime() + lifetimeMs)),
  });
  return token;
}

const lifetimeMs = 24 * 60 * 60 * 1000;

/**
 * What `permissions` grants: those of the job, else of the workflow, else what a new organisation's workflows have.
 * Naming one takes away the others. A fork's pull request only reads.
 */
export function tokenPermissions(
  token: TemplateToken | undefined,
  { isFork }: { readonly isFork: boolean },
): Permissions {
  const granted = grantedBy(token);
  if (!isFork) return granted;
  return Object.fromEntries(Object.keys(granted).map((name) => [name, "read" as const]));
}

function grantedBy(token: TemplateToken | undefined): Permissions {
  if (token === undefined) return { contents: "read", metadata: "read", packages: "read" };
  if (isString(token)) return { ...everything(token.value), metadata: "read" };
  if (!isMapping(token)) return { metadata: "read" };
  const granted = Array.from(token).flatMap(({ key, value }): [string, PermissionLevel][] => {
    const level = isString(value) ? value.value : null;
    const name = key.toString().replaceAll("-", "_");
    return level === "read" || level === "write" ? [[name, level]] : [];
  });
  return { ...Object.fromEntries(granted), metadata: "read" };
}

function everything(text: string): Permissions {
  const level = text === "read-all" ? "read" : text === "write-all" ? "write" : null;
  return level === null ? {} : Object.fromEntries(permissionNames.map((name) => [name, level]));
}

const permissionNames = [
  "actions",
  "attestations",
  "checks",
  "contents",
  "deployments",
  "discussions",
  "issues",
  "packages",
  "pages",
  "pull_requests",
  "statuses",
];
