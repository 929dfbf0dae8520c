import { createPrivateKey, createPublicKey, generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import * as v from "valibot";

import type { SandboxContext } from "../context.ts";
import { appBySlug } from "../github/accounts.ts";
import { createApp, createInstallationToken, installApp } from "../github/installations.ts";
import { notFound } from "../github/problem.ts";
import type { App } from "../model.ts";
import { parseAppManifest } from "./app-manifest-schema.ts";
import { fullName, login, operation, permissions } from "./operation.ts";
import { requireRepository } from "./repository-operations.ts";

const slug = v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/));

/** Apps and where they are installed. */
export function appOperations(context: SandboxContext) {
  const { state } = context;
  return {
    /** An App as its manifest describes it. The private key, made unless given, is told now and never again. */
    registerApp: operation(
      v.strictObject({
        /** The text of an `app.yml`, or what is in it. */
        manifest: v.unknown(),
        owner: login,
        slug: v.optional(slug),
        webhookUrl: v.optional(v.nullable(v.string()), null),
        webhookSecret: v.optional(v.string()),
        privateKey: v.optional(v.string()),
      }),
      async (input) => {
        const manifest = parseAppManifest(input.manifest);
        const privateKey = input.privateKey ?? (await makePrivateKey());
        const webhookSecret = input.webhookSecret ?? randomBytes(20).toString("hex");
        const app = createApp(context, {
          slug: input.slug ?? toSlug(manifest.name),
          name: manifest.name,
          owner: input.owner,
          publicKeyPem: publicKeyOf(privateKey),
          permissions: manifest.default_permissions,
          events: manifest.default_events,
          webhook: { url: input.webhookUrl, secret: webhookSecret, active: true },
        });
        return { app, privateKey, webhookSecret };
      },
    ),

    /** Changes an App and, as if all owners had agreed, the permissions of its installations. */
    updateApp: operation(
      v.strictObject({
        app: slug,
        webhookUrl: v.optional(v.nullable(v.string())),
        webhookActive: v.optional(v.boolean()),
        permissions: v.optional(permissions),
        events: v.optional(v.array(v.string())),
      }),
      (input) => {
        const app = requireApp(context, input.app);
        const { webhook } = app;
        const changed: App = {
          ...app,
          permissions: input.permissions ?? app.permissions,
          events: input.events ?? app.events,
          webhook: {
            ...webhook,
            url: input.webhookUrl === undefined ? webhook.url : input.webhookUrl,
            active: input.webhookActive ?? webhook.active,
          },
        };
        state.apps.put(changed);
        for (const installation of state.installations.filter(({ appId }) => appId === app.id))
          state.installations.put({ ...installation, permissions: changed.permissions });
        return changed;
      },
    ),

    installApp: operation(
      v.strictObject({
        app: slug,
        account: login,
        /** Default: all of the account's. */
        repositories: v.optional(v.array(fullName)),
      }),
      ({ app, account, repositories }) =>
        installApp(context, requireApp(context, app), {
          account,
          repositories:
            repositories?.map((name) => requireRepository(context, name)) ?? ("all" as const),
        }),
    ),

    /** Its tokens are worth nothing from then on. */
    uninstallApp: operation(v.strictObject({ app: slug, account: login }), (input) => {
      const { id } = requireApp(context, input.app);
      for (const installation of state.installations.filter(
        ({ appId, account }) => appId === id && account === input.account,
      ))
        state.installations.remove(installation.id);
      return {};
    }),

    /** As the App itself would get it with its JWT. */
    createInstallationToken: operation(
      v.strictObject({
        installationId: v.number(),
        permissions: v.optional(permissions),
        repositories: v.optional(v.array(v.string())),
      }),
      async ({ installationId, permissions, repositories }) => {
        const installation = state.installations.get(installationId);
        if (installation === undefined)
          throw notFound(`There is no installation ${installationId}`);
        return createInstallationToken(context, installation, { permissions, repositories });
      },
    ),
  };
}

function requireApp(context: SandboxContext, name: string): App {
  const app = appBySlug(context, name);
  if (app === undefined) throw notFound(`There is no App ${name}`);
  return app;
}

function toSlug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** PKCS#1 in PEM, as GitHub hands them out. */
async function makePrivateKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}

function publicKeyOf(privateKey: string): string {
  const key = createPublicKey(createPrivateKey(privateKey));
  return key.export({ type: "spki", format: "pem" }).toString();
}
