import * as v from "valibot";

import { ROLES, type Standing } from "../../../core/environment/permission.ts";
import type { Actor } from "../../../core/release/request.ts";
import { type Client, find } from "../client.ts";
import { repositoryParameters } from "../document.ts";

/** What GitHub lets a person do in a repository, and which of the teams they are in; all asked at once. */
export async function readStanding(
  client: Client,
  repository: string,
  login: string,
  teams: readonly string[],
): Promise<Standing> {
  const [role, ...memberships] = await Promise.all([
    readRole(client, repository, login),
    ...teams.map(async (team) => ((await isMember(client, team, login)) ? [team] : [])),
  ]);
  return { login, role, teams: memberships.flat() };
}

export async function readActor(client: Client, login: string): Promise<Actor | undefined> {
  const schema = v.object({ login: v.string(), id: v.number(), name: v.nullish(v.string(), null) });
  return find(client, "GET /users/{username}", { username: login }, schema);
}

const permissionSchema = v.object({
  permission: v.string(),
  role_name: v.optional(v.string()),
});

/** A custom role has a name of its own; what it is worth is the permission that it is built on. */
async function readRole(
  client: Client,
  repository: string,
  login: string,
): Promise<Standing["role"]> {
  const route = "GET /repos/{owner}/{repo}/collaborators/{username}/permission";
  const parameters = { ...repositoryParameters(repository), username: login };
  const answer = await find(client, route, parameters, permissionSchema);
  const names = [answer?.role_name, answer?.permission];
  return (
    ROLES.find((role) => role === names[0]) ?? ROLES.find((role) => role === names[1]) ?? "none"
  );
}

async function isMember(client: Client, team: string, login: string): Promise<boolean> {
  const [, org, slug] = /^@([^/]+)\/([^/]+)$/.exec(team) ?? [];
  if (org === undefined || slug === undefined) return false;
  const route = "GET /orgs/{org}/teams/{team_slug}/memberships/{username}";
  const parameters = { org, team_slug: slug, username: login };
  const membership = await find(client, route, parameters, v.object({ state: v.string() }));
  return membership?.state === "active";
}
