import { Buffer } from "node:buffer";
import { createECDH, createPrivateKey } from "node:crypto";
import type { KeyObject } from "node:crypto";

import { GoError } from "../value.ts";
import type { TemplateHost } from "../value.ts";
import { bitString, element, integer, objectId, octetString, sequence } from "./der.ts";
import { decodePem, encodePem } from "./pem.ts";
import type { PemBlock } from "./pem.ts";
import {
  inverseModulo,
  isPrime,
  powerModulo,
  randomBelow,
  randomBits,
  randomPrime,
} from "./random-prime.ts";

const P256 = "1.2.840.10045.3.1.7";
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const ED25519 = "1.3.101.112";
const EXPONENT = 65_537n;

/** A new key as PEM, in the form in which sprig writes each kind; for an unknown kind a text that says so. */
export function generatePrivateKey(kind: string, host: TemplateHost): string {
  switch (kind) {
    case "":
    case "rsa":
      return encodePem(generateRsaKey(4096, host));
    case "dsa":
      return encodePem(generateDsaKey(host));
    case "ecdsa":
      return encodePem(generateEcKey(host));
    case "ed25519":
      return encodePem(generateEd25519Key(host));
    default:
      return `Unknown type ${kind}`;
  }
}

/** A new RSA key for a certificate. */
export function generateRsaKey(bits: number, host: TemplateHost): PemBlock {
  for (;;) {
    const [p, q] = [randomPrime(bits / 2, host), randomPrime(bits / 2, host)];
    const order = (p - 1n) * (q - 1n);
    if (p === q || order % EXPONENT === 0n) continue;
    const d = inverseModulo(EXPONENT, order);
    const derived = [d % (p - 1n), d % (q - 1n), inverseModulo(q, p)];
    const numbers = [0n, p * q, EXPONENT, d, p, q, ...derived];
    return { type: "RSA PRIVATE KEY", bytes: sequence(...numbers.map(integer)) };
  }
}

/** Reads a private key. Throws {@link GoError} for what is none. */
export function parsePrivateKey(text: string): KeyObject {
  const block = decodePem(text);
  if (block === undefined) throw new GoError("no PEM data in input");
  if (block.type === "PRIVATE KEY") return keyOf(block, "decoding PEM as PKCS#8");
  if (!block.type.endsWith(" PRIVATE KEY")) {
    throw new GoError(`no private key data in PEM block of type ${block.type}`);
  }
  const kind = block.type.replace(/ PRIVATE KEY$/, "");
  if (kind !== "RSA" && kind !== "EC" && kind !== "DSA") {
    throw new GoError(`invalid private key type ${kind}`);
  }
  return keyOf(block, `parsing ${kind} private key from PEM`);
}

/** A key in the form in which sprig writes its kind. */
export function formatPrivateKey(key: KeyObject): string {
  const kind = key.asymmetricKeyType;
  const type = kind === "rsa" ? "pkcs1" : kind === "ec" ? "sec1" : "pkcs8";
  return key.export({ format: "pem", type }).toString();
}

function keyOf(block: PemBlock, doing: string): KeyObject {
  try {
    return createPrivateKey(encodePem(block));
  } catch {
    throw new GoError(`${doing}: malformed private key`);
  }
}

function generateEcKey(host: TemplateHost): PemBlock {
  const secret = bytesOf(randomBelow(P256_ORDER, 256, host), 32);
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(secret);
  const curve = element(0xa0, objectId(P256));
  const point = element(0xa1, bitString(pair.getPublicKey()));
  const bytes = sequence(integer(1n), octetString(secret), curve, point);
  return { type: "EC PRIVATE KEY", bytes };
}

function generateEd25519Key(host: TemplateHost): PemBlock {
  const secret = octetString(octetString(host.randomBytes(32)));
  const bytes = sequence(integer(0n), sequence(objectId(ED25519)), secret);
  return { type: "PRIVATE KEY", bytes };
}

/** With a modulus of 2048 bits and a group order of 256 (FIPS 186-3). */
function generateDsaKey(host: TemplateHost): PemBlock {
  const q = randomPrime(256, host);
  const p = primeAbove(q, 2048, host);
  const g = generatorOf(p, q);
  const x = randomBelow(q, 256, host);
  const numbers = [0n, p, q, g, powerModulo(g, x, p), x];
  return { type: "DSA PRIVATE KEY", bytes: sequence(...numbers.map(integer)) };
}

/** A prime of so many bits that is 1 more than a multiple of `q`. */
function primeAbove(q: bigint, bits: number, host: TemplateHost): bigint {
  const highest = 1n << BigInt(bits - 1);
  for (;;) {
    const random = randomBits(bits, host) | highest;
    const candidate = random - (random % (2n * q)) + 1n;
    if (candidate > highest && isPrime(candidate)) return candidate;
  }
}

function generatorOf(p: bigint, q: bigint): bigint {
  for (let base = 2n; ; base += 1n) {
    const generator = powerModulo(base, (p - 1n) / q, p);
    if (generator > 1n) return generator;
  }
}

function bytesOf(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(length * 2, "0"), "hex");
}
