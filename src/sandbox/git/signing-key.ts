import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { systemCode } from "./git-error.ts";

export type SigningKey = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };

/** The ed25519 key kept in this folder, made when it is first asked for. */
export async function loadSigningKey(folder: string): Promise<SigningKey> {
  const path = join(folder, "signing-key.pem");
  const pem = (await readKey(path)) ?? (await writeKey(folder, path));
  const privateKey = createPrivateKey(pem);
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

async function readKey(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Linked into place, so that of two processes that make one both use the first. */
async function writeKey(folder: string, path: string): Promise<string> {
  const { privateKey } = generateKeyPairSync("ed25519");
  const temporary = `${path}.${process.pid}`;
  await mkdir(folder, { recursive: true });
  await writeFile(temporary, privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
  try {
    await link(temporary, path);
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  return readFile(path, "utf8");
}
