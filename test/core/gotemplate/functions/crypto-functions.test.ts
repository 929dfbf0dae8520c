import { Buffer } from "node:buffer";

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { call, callOn } from "./call.ts";
import { hostStub } from "../host.ts";
import { bcryptHash } from "../../../../src/core/gotemplate/functions/bcrypt.ts";
import { GoError, Integer } from "../../../../src/core/gotemplate/value.ts";

describe("checksums", () => {
  it.each([
    ["sha1sum", "Hello world!", "d3486ae9136e7856bc42212385ea797094475802"],
    [
      "sha256sum",
      "Hello world!",
      "c0535e4be2b79ffd93291305436bf889314e4a3faec05ecffcbb7df31ad9e51a",
    ],
    ["adler32sum", "Hello world!", "487130206"],
    ["adler32sum", "", "1"],
  ])("%s of %j", (name, text, sum) => {
    expect(call(name, text)).toBe(sum);
  });

  it("take the bytes of a text that is no UTF-8", () => {
    expect(call("sha256sum", "\udcff")).toBe(
      "a8100ae6aa1940d0b663bb31cd466142ebbdbd5187131b92d93818987832eb89",
    );
  });
});

describe("bcryptHash", () => {
  // Hashes that golang.org/x/crypto/bcrypt made.
  it.each([
    ["", "f5kkVFkyK0latd.18WQBD.", "WYNaMtblMnn3px.LEgXWkxNII3lLyN6"],
    ["secret", "zCnZCP92rtOwAoBsp2eM6u", "KDqa3Hu4.LzaChJ9yq5LE8EdrLMnRtC"],
    ["pässwörd 日本", "RWIJhLHxNELiK3uU64fVXO", "84uBZ33JD5.8.aQmcIDBnmZlTLAgFlS"],
    ["0123456789".repeat(7) + "01", "tH/6fGYJypxrwWHF9CsEg.", "FSE1pvIrG72TSpkndlMaAhPz9ytK.BO"],
  ])("hashes %j with its salt as Go does", (password, salt, hash) => {
    expect(bcryptHash(Buffer.from(password), saltBytes(salt), 10)).toBe(`$2a$10$${salt}${hash}`);
  });
});

describe("htpasswd", () => {
  it("writes a line for a password file", () => {
    expect(call("htpasswd", "me", "secret")).toMatch(/^me:\$2a\$10\$\.{22}[./A-Za-z0-9]{31}$/);
  });

  it("refuses a name with a colon by its text", () => {
    expect(call("htpasswd", "a:b", "secret")).toBe("invalid username: a:b");
  });

  it("refuses a password that bcrypt would cut by its text", () => {
    expect(call("bcrypt", "x".repeat(73))).toBe(
      "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes",
    );
  });
});

describe("derivePassword", () => {
  it.each([
    ["maximum", "pf4zS1LjCg&LjhsZ7T2~"],
    ["long", "ZedaFaxcZaso9*"],
    ["pin", "6685"],
    ["basic", "pIS54PLs"],
    ["nope", "cannot find password template nope"],
  ])("makes a %s password", (kind, password) => {
    const counter = new Integer("uint32", 1n);

    expect(call("derivePassword", counter, kind, "password", "user", "example.com")).toBe(password);
  });
});

describe("encryptAES and decryptAES", () => {
  it("decrypt what Go encrypted", () => {
    expect(call("decryptAES", "secret", "5vPrXyr6WRp3TbsDq8ITbzEyQ/+o1CVQM5i0qoTmLKY=")).toBe(
      "grüße",
    );
  });

  it("are inverse", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(255), (password, text, byte) => {
        const host = hostStub({ randomBytes: (count) => new Uint8Array(count).fill(byte) });

        expect(call("decryptAES", password, callOn(host, "encryptAES", password, text))).toBe(text);
      }),
    );
  });

  it.each([
    ["AAAA", "runtime error: slice bounds out of range [:16] with capacity 3"],
    ["!", "illegal base64 data at input byte 0"],
    [Buffer.alloc(17).toString("base64"), "crypto/cipher: input not full blocks"],
    [Buffer.alloc(16).toString("base64"), "runtime error: index out of range [-1]"],
  ])("refuse %j", (text, message) => {
    expect(() => call("decryptAES", "secret", text)).toThrow(new GoError(message));
  });
});

/** The bytes of a salt in bcrypt's own base64. */
function saltBytes(salt: string): Buffer {
  const own = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const usual = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const standard = Array.from(salt, (letter) => usual.charAt(own.indexOf(letter))).join("");
  return Buffer.from(standard, "base64");
}
