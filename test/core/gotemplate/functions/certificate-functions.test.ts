import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey, randomBytes, X509Certificate } from "node:crypto";

import { describe, expect, it } from "@jest/globals";

import { callOn, textFrom } from "./call.ts";
import { fromBytes } from "../../../../src/core/gotemplate/functions/byte-string.ts";
import { hostStub } from "../host.ts";
import { GoError, Slice, Struct, type Value } from "../../../../src/core/gotemplate/value.ts";

const host = hostStub({ randomBytes: (count) => randomBytes(count) });
const authority = callOn(host, "genCA", "acme root", 365);

function field(pair: Value, name: "Cert" | "Key"): string {
  return textFrom(pair instanceof Struct ? (pair.fields.get(name) ?? null) : null);
}

function certificateOf(pair: Value): X509Certificate {
  return new X509Certificate(field(pair, "Cert"));
}

describe("genCA", () => {
  const certificate = certificateOf(authority);

  it("makes a certificate that signs itself and may sign others", () => {
    expect(certificate.ca).toBe(true);
    expect(certificate.subject).toBe("CN=acme root");
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  it("is valid from the time of the host on", () => {
    expect(new Date(certificate.validFrom).toISOString()).toBe("2024-05-06T07:08:09.000Z");
    expect(new Date(certificate.validTo).toISOString()).toBe("2025-05-06T07:08:09.000Z");
  });

  it("comes with its key", () => {
    expect(field(authority, "Key")).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
    expect(certificate.checkPrivateKey(createPrivateKey(field(authority, "Key")))).toBe(true);
  });
});

describe("genSignedCert", () => {
  const addresses = new Slice(["10.0.0.1", "::1"]);
  const names = new Slice(["shop.acme.example"]);

  it("is signed by the authority", () => {
    const signed = certificateOf(
      callOn(host, "genSignedCert", "shop", addresses, names, 30, authority),
    );

    expect(signed.checkIssued(certificateOf(authority))).toBe(true);
    expect(signed.verify(certificateOf(authority).publicKey)).toBe(true);
    expect(signed.ca).toBe(false);
    expect(signed.checkHost("shop.acme.example")).toBe("shop.acme.example");
    expect(signed.checkIP("10.0.0.1")).toBe("10.0.0.1");
  });

  it.each<readonly [string, Value, Value, string]>([
    ["an address that is none", new Slice(["10.0.0"]), null, "error parsing ip: 10.0.0"],
    ["an address of another type", new Slice([1]), null, "error parsing ip: 1 is not a string"],
    [
      "a name of another type",
      null,
      new Slice([true]),
      "error processing alternate dns name: true is not a string",
    ],
  ])("refuses %s", (_case, ips, dnsNames, message) => {
    const key = field(authority, "Key");

    expect(() =>
      callOn(host, "genSignedCertWithKey", "shop", ips, dnsNames, 30, authority, key),
    ).toThrow(new GoError(message));
  });

  it("refuses an authority whose key is another's", () => {
    const key = textFrom(callOn(host, "genPrivateKey", "ecdsa"));
    const forged = new Struct({
      name: "sprig.certificate",
      fields: [
        ["Cert", field(authority, "Cert")],
        ["Key", key],
      ],
    });

    expect(() => callOn(host, "genSignedCertWithKey", "shop", null, null, 30, forged, key)).toThrow(
      /doesn't match parent's PublicKey/,
    );
  });
});

describe("genPrivateKey", () => {
  it.each([
    ["ecdsa", "EC PRIVATE KEY", "ec"],
    ["ed25519", "PRIVATE KEY", "ed25519"],
    ["dsa", "DSA PRIVATE KEY", "dsa"],
    ["rsa", "RSA PRIVATE KEY", "rsa"],
  ])("makes a key of the kind %s", (kind, header, type) => {
    const pem = textFrom(callOn(host, "genPrivateKey", kind));

    expect(pem.split("\n")[0]).toBe(`-----BEGIN ${header}-----`);
    expect(createPublicKey(pem).asymmetricKeyType).toBe(type);
  });

  it("names a kind that it doesn't know", () => {
    expect(callOn(host, "genPrivateKey", "rot13")).toBe("Unknown type rot13");
  });
});

describe("genCAWithKey and genSelfSignedCertWithKey", () => {
  it.each(["ecdsa", "ed25519"])("take a key of the kind %s and give it back", (kind) => {
    const key = callOn(host, "genPrivateKey", kind);
    const made = callOn(host, "genCAWithKey", "acme", 1, key);
    const self = certificateOf(
      callOn(host, "genSelfSignedCertWithKey", "é", null, new Slice(["a.example"]), 1, key),
    );

    expect(field(made, "Key")).toBe(key);
    expect(self.verify(self.publicKey)).toBe(true);
    expect(self.subject).toBe("CN=é");
  });

  it("refuse keys that certificates have no room for", () => {
    const dsa = callOn(host, "genPrivateKey", "dsa");
    const refusal = (reason: string): GoError =>
      new GoError(`error creating certificate: x509: ${reason}`);

    expect(() => callOn(host, "genCAWithKey", "acme", 1, dsa)).toThrow(
      refusal("certificate private key does not implement crypto.Signer"),
    );
    expect(() => callOn(host, "genSignedCertWithKey", "x", null, null, 1, authority, dsa)).toThrow(
      refusal("unsupported public key type: *dsa.PublicKey"),
    );
  });

  it("write an IPv4 address within IPv6 as the IPv4 address that it is", () => {
    const key = callOn(host, "genPrivateKey", "ed25519");
    const addresses = new Slice(["::ffff:1.2.3.4"]);
    const self = certificateOf(
      callOn(host, "genSelfSignedCertWithKey", "x", addresses, null, 1, key),
    );

    expect(self.subjectAltName).toBe("IP Address:1.2.3.4");
  });

  it("refuse a name that is not UTF-8", () => {
    const key = callOn(host, "genPrivateKey", "ed25519");

    expect(() => callOn(host, "genCAWithKey", fromBytes(Buffer.of(0xff)), 1, key)).toThrow(
      new GoError("error creating certificate: asn1: string not valid UTF-8"),
    );
  });

  it("refuse what is no key", () => {
    expect(() => callOn(host, "genCAWithKey", "acme", 1, "x")).toThrow(
      new GoError("parsing private key: no PEM data in input"),
    );
    expect(() => callOn(host, "genCAWithKey", "acme", 1, field(authority, "Cert"))).toThrow(
      new GoError("parsing private key: no private key data in PEM block of type CERTIFICATE"),
    );
  });
});

describe("buildCustomCert", () => {
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  const key = field(authority, "Key");

  it("gives the texts back", () => {
    const certificate = field(authority, "Cert");
    const pair = callOn(host, "buildCustomCert", base64(certificate), base64(key));

    expect([field(pair, "Cert"), field(pair, "Key")]).toEqual([certificate, key]);
  });

  it.each([
    ["!", "unable to decode base64 certificate"],
    [base64("x"), "unable to decode certificate"],
    [
      base64("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
      "error parsing certificate: decodedCert.Bytes: x509: malformed certificate",
    ],
  ])("refuses the certificate %j", (certificate, message) => {
    expect(() => callOn(host, "buildCustomCert", certificate, base64(key))).toThrow(
      new GoError(message),
    );
  });
});
