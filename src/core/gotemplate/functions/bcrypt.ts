import { Buffer } from "node:buffer";

import { Blowfish } from "./blowfish.ts";

const ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const MESSAGE = "OrpheanBeholderScryDoubt";

/** The bcrypt hash of a password of at most 72 bytes with a salt of 16, in the usual form `$2a$10$…`. */
export function bcryptHash(password: Uint8Array, salt: Uint8Array, cost: number): string {
  const key = Buffer.concat([password, Buffer.of(0)]);
  const cipher = new Blowfish();
  cipher.expandKey(key, salt);
  for (let round = 0; round < 2 ** cost; round += 1) {
    cipher.expandKey(key);
    cipher.expandKey(salt);
  }
  const hash = encryptMessage(cipher).subarray(0, 23);
  return `$2a$${String(cost).padStart(2, "0")}$${encode(salt)}${encode(hash)}`;
}

function encryptMessage(cipher: Blowfish): Buffer {
  const message = Buffer.from(MESSAGE);
  for (let offset = 0; offset < message.length; offset += 8) {
    let left = message.readUInt32BE(offset);
    let right = message.readUInt32BE(offset + 4);
    for (let round = 0; round < 64; round += 1) [left, right] = cipher.encrypt(left, right);
    message.writeUInt32BE(left, offset);
    message.writeUInt32BE(right, offset + 4);
  }
  return message;
}

function encode(bytes: Uint8Array): string {
  const standard = Buffer.from(bytes).toString("base64").replace(/=+$/, "");
  return Array.from(standard, (letter) => ALPHABET.charAt(STANDARD.indexOf(letter))).join("");
}
