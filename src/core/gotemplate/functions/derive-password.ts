import { Buffer } from "node:buffer";
import { createHmac, scryptSync } from "node:crypto";

import { Integer } from "../value.ts";
import type { GoFunction } from "../value.ts";
import { byteLength, toBytes } from "./byte-string.ts";
import { at, BIG_INT, TEXT } from "./table.ts";
import type { Param } from "./table.ts";

const SCOPE = "com.lyndir.masterpassword";

/** What each letter of a template stands for. */
const CHARACTERS: Readonly<Record<string, string>> = {
  V: "AEIOU",
  C: "BCDFGHJKLMNPQRSTVWXYZ",
  v: "aeiou",
  c: "bcdfghjklmnpqrstvwxyz",
  A: "AEIOUBCDFGHJKLMNPQRSTVWXYZ",
  a: "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
  n: "0123456789",
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
};

const TEMPLATES: ReadonlyMap<string, readonly string[]> = new Map([
  ["maximum", ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"]],
  ["long", longTemplates()],
  ["medium", ["CvcnoCvc", "CvcCvcno"]],
  ["short", ["Cvcn"]],
  ["basic", ["aaanaaan", "aannaaan", "aaannaaa"]],
  ["pin", ["nnnn"]],
]);

const UINT32: Param<number> = {
  type: "uint32",
  // Larger numbers wrap around.
  read: (value) =>
    Number(BigInt.asUintN(32, value instanceof Integer ? value.value : BIG_INT.read(value))),
};

/** A site's password from a master password, by the Master Password algorithm. */
export const derivePassword: GoFunction = {
  params: ["uint32", "string", "string", "string", "string"],
  result: "string",
  call: (args) =>
    derive({
      counter: UINT32.read(at(args, 0)),
      kind: TEXT.read(at(args, 1)),
      password: TEXT.read(at(args, 2)),
      user: TEXT.read(at(args, 3)),
      site: TEXT.read(at(args, 4)),
    }),
};

type Wanted = {
  readonly counter: number;
  readonly kind: string;
  readonly password: string;
  readonly user: string;
  readonly site: string;
};

function derive({ counter, kind, password, user, site }: Wanted): string {
  const templates = TEMPLATES.get(kind);
  if (templates === undefined) return `cannot find password template ${kind}`;
  const salt = Buffer.concat([Buffer.from(SCOPE), uint32(byteLength(user)), toBytes(user)]);
  const key = scryptSync(toBytes(password), salt, 64, {
    N: 32_768,
    r: 8,
    p: 2,
    maxmem: 128 * 1024 * 1024,
  });
  const seed = createHmac("sha256", key)
    .update(Buffer.concat([Buffer.from(SCOPE), uint32(byteLength(site)), toBytes(site)]))
    .update(uint32(counter))
    .digest();
  const template = templates[seed.readUInt8(0) % templates.length] ?? "";
  return Array.from(template, (letter, index) => {
    const choices = CHARACTERS[letter] ?? "";
    return choices.charAt(seed.readUInt8(index + 1) % choices.length);
  }).join("");
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/**
 * Three syllables with a number and a sign behind one of them: first all short, then with one and with
 * two long ones.
 */
function longTemplates(): string[] {
  const syllables = [
    ["Cvcv", "Cvcv", "Cvcv"],
    ["Cvcc", "Cvcv", "Cvcv"],
    ["Cvcv", "Cvcc", "Cvcv"],
    ["Cvcv", "Cvcv", "Cvcc"],
    ["Cvcc", "Cvcc", "Cvcv"],
    ["Cvcv", "Cvcc", "Cvcc"],
    ["Cvcc", "Cvcv", "Cvcc"],
  ];
  return syllables.flatMap((parts) =>
    [1, 2, 3].map((position) => parts.toSpliced(position, 0, "no").join("")),
  );
}
