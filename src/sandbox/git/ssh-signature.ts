import { createHash, createPublicKey, sign, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";

/**
 * Signs as `ssh-keygen -Y sign -n git` does with an ed25519 key, in the armour that git keeps in a commit.
 * The format is OpenSSH's PROTOCOL.sshsig.
 */
export function signSsh(payload: Buffer, privateKey: KeyObject): string {
  const publicKey = sshPublicKey(createPublicKey(privateKey));
  const signature = Buffer.concat([
    sshString(keyType),
    sshString(sign(null, signedData(payload), privateKey)),
  ]);
  const blob = Buffer.concat([
    magic,
    uint32(1),
    sshString(publicKey),
    sshString(namespace),
    sshString(""),
    sshString(hash),
    sshString(signature),
  ]);
  return [armourStart, ...(blob.toString("base64").match(/.{1,70}/g) ?? []), armourEnd].join("\n");
}

/** Whether `armour` is what `signSsh` made of `payload` with this key; never throws. */
export function verifySsh(payload: Buffer, armour: string, publicKey: KeyObject): boolean {
  const blob = dearmour(armour);
  const expected = Buffer.concat([
    magic,
    uint32(1),
    sshString(sshPublicKey(publicKey)),
    sshString(namespace),
    sshString(""),
    sshString(hash),
    uint32(signatureLength),
    sshString(keyType),
    uint32(64),
  ]);
  if (blob?.length !== expected.length + 64) return false;
  if (!blob.subarray(0, expected.length).equals(expected)) return false;
  return verify(null, signedData(payload), publicKey, blob.subarray(expected.length));
}

/** A line for git's `gpg.ssh.allowedSignersFile`: whoever commits, this key vouches for commits. */
export function formatAllowedSigners(publicKey: KeyObject): string {
  return `* namespaces="${namespace}" ${keyType} ${sshPublicKey(publicKey).toString("base64")}\n`;
}

const magic = Buffer.from("SSHSIG");
const namespace = "git";
const hash = "sha512";
const keyType = "ssh-ed25519";
const armourStart = "-----BEGIN SSH SIGNATURE-----";
const armourEnd = "-----END SSH SIGNATURE-----";
const signatureLength = 4 + keyType.length + 4 + 64;

/** What is really signed: the hash of the payload, bound to what it is for. */
function signedData(payload: Buffer): Buffer {
  return Buffer.concat([
    magic,
    sshString(namespace),
    sshString(""),
    sshString(hash),
    sshString(createHash(hash).update(payload).digest()),
  ]);
}

function sshPublicKey(publicKey: KeyObject): Buffer {
  const { x = "" } = publicKey.export({ format: "jwk" });
  return Buffer.concat([sshString(keyType), sshString(Buffer.from(x, "base64url"))]);
}

function sshString(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function dearmour(armour: string): Buffer | undefined {
  const lines = armour.trim().split("\n");
  if (lines[0] !== armourStart || lines.at(-1) !== armourEnd) return undefined;
  return Buffer.from(lines.slice(1, -1).join(""), "base64");
}
