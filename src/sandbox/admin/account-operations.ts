import { randomBytes } from "node:crypto";
import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import {
  accountByLogin,
  createOrganization,
  createTeam,
  createUser,
  isAmong,
  organizationByLogin,
} from "../github/accounts.ts";
import { notFound } from "../github/problem.ts";
import { login, operation, role } from "./operation.ts";

/** People, organisations, teams, and the tokens that people use. */
export function accountOperations(context: SandboxContext) {
  const { state } = context;
  const createToken = operation(
    v.strictObject({ login, token: v.optional(v.string()) }),
    (input) => {
      const account = accountByLogin(context, input.login);
      if (account === undefined) throw notFound(`There is no ${input.login}`);
      const token = input.token ?? `ghp_${randomBytes(27).toString("base64url").slice(0, 36)}`;
      state.userTokens.put({ token, login: account.login });
      return { token };
    },
  );
  return {
    /** A person and a token of theirs. */
    createUser: operation(
      v.strictObject({
        login,
        name: v.optional(v.nullable(v.string())),
        email: v.optional(v.nullable(v.string())),
      }),
      async ({ login, name = null, email = null }) => {
        const account = createUser(context, { login, name, email });
        return { account, ...(await createToken({ login })) };
      },
    ),

    createToken,

    createOrganization: operation(
      v.strictObject({
        login,
        owners: v.array(login),
        members: v.optional(v.array(login), []),
        /** What members may do with every repository; GitHub's default is `read`. */
        basePermission: v.optional(v.union([role, v.literal("none")]), "read"),
      }),
      ({ login, owners, members, basePermission }) => {
        const account = createOrganization(context, { login, owners, members });
        const organization = requireOrganization(context, login);
        state.organizations.put({ ...organization, basePermission });
        return account;
      },
    ),

    createTeam: operation(
      v.strictObject({
        organization: login,
        slug: v.string(),
        name: v.optional(v.string()),
        members: v.optional(v.array(login), []),
      }),
      ({ organization, slug, name = slug, members }) =>
        createTeam(context, { organization, slug, name, members }),
    ),

    /** Who is in a team from now on; they become members of the organisation. */
    setTeamMembers: operation(
      v.strictObject({ organization: login, slug: v.string(), members: v.array(login) }),
      (input) => {
        const organization = requireOrganization(context, input.organization);
        const { owners, members, teams } = organization;
        if (!teams.some(({ slug }) => slug === input.slug))
          throw notFound(`There is no team ${input.slug}`);
        const isNew = (member: string) => !isAmong([...owners, ...members], member);
        const changed = {
          ...organization,
          members: [...members, ...input.members.filter(isNew)],
          teams: teams.map((team) =>
            team.slug === input.slug ? { ...team, members: input.members } : team,
          ),
        };
        state.organizations.put(changed);
        return changed;
      },
    ),
  };
}

function requireOrganization(context: SandboxContext, login: string) {
  const organization = organizationByLogin(context, login);
  if (organization === undefined) throw notFound(`There is no organisation ${login}`);
  return organization;
}
