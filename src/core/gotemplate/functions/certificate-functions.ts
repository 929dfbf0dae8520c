import type { Buffer } from "node:buffer";
import { X509Certificate } from "node:crypto";
import type { KeyObject } from "node:crypto";

import { GoError, Slice, Struct } from "../value.ts";
import type { GoFunction, TemplateHost, Value } from "../value.ts";
import { decodeBase64 } from "./base-encoding.ts";
import { fromBytes, toBytes } from "./byte-string.ts";
import { createCertificate, readIssuer } from "./certificate.ts";
import type { Issuer } from "./certificate.ts";
import { parseIp } from "./ip-address.ts";
import { decodePem, encodePem } from "./pem.ts";
import { printValue } from "./printing.ts";
import {
  formatPrivateKey,
  generatePrivateKey,
  generateRsaKey,
  parsePrivateKey,
} from "./private-key.ts";
import { randomBits } from "./random-prime.ts";
import { at, binary, INT, TEXT, trinary, unary } from "./table.ts";
import type { FunctionTable, Param } from "./table.ts";

const PAIR = "sprig.certificate";
const DAY = 24 * 3600 * 1000;
const RSA_BITS = 2048;

type Pair = { readonly certificate: string; readonly key: string };

/** A list as it is, nil being an empty one. */
const LIST: Param<readonly Value[]> = {
  type: "[]interface {}",
  read: (value) => (value instanceof Slice ? value.items : []),
};

const CERTIFICATE: Param<Pair> = {
  type: PAIR,
  read: (value) => {
    const fields = value instanceof Struct ? value.fields : new Map<string, Value>();
    return { certificate: textOf(fields.get("Cert")), key: textOf(fields.get("Key")) };
  },
};

/** Private keys and X.509 certificates. */
export const certificateFunctions: FunctionTable = {
  genPrivateKey: unary(TEXT, "string", generatePrivateKey),
  buildCustomCert: binary(TEXT, TEXT, PAIR, buildCustom),
  genCA: binary(TEXT, INT, PAIR, (name, days, host) => authority(name, days, newKey(host), host)),
  genCAWithKey: trinary(TEXT, INT, TEXT, PAIR, (name, days, key, host) =>
    authority(name, days, givenKey(key), host),
  ),
  genSelfSignedCert: leaf(["self"]),
  genSelfSignedCertWithKey: leaf(["self", "key"]),
  genSignedCert: leaf(["authority"]),
  genSignedCertWithKey: leaf(["authority", "key"]),
};

/** Common name, addresses, names and days come first; then who signs, if not itself, and its key, if given. */
function leaf([signer, key]: readonly ["self" | "authority", "key"?]): GoFunction {
  const params = ["string", "[]interface {}", "[]interface {}", "int"];
  const signers = signer === "authority" ? [PAIR] : [];
  const keys = key === undefined ? [] : ["string"];
  return {
    params: [...params, ...signers, ...keys],
    result: PAIR,
    call: (args, host) => {
      const rest = args.slice(4);
      const ca = signer === "authority" ? CERTIFICATE.read(at(rest, 0)) : undefined;
      const own = key === undefined ? newKey(host) : givenKey(TEXT.read(at(args, args.length - 1)));
      const issuer = ca === undefined ? undefined : issuerOf(ca);
      const wanted = {
        commonName: TEXT.read(at(args, 0)),
        addresses: LIST.read(at(args, 1)).map(addressOf),
        names: LIST.read(at(args, 2)).map(nameOf),
        days: INT.read(at(args, 3)),
      };
      return issue(wanted, own, host, issuer);
    },
  };
}

type Wanted = {
  readonly commonName: string;
  readonly addresses: readonly Uint8Array[];
  readonly names: readonly string[];
  readonly days: number;
  readonly isAuthority?: boolean;
};

function authority(commonName: string, days: number, key: KeyObject, host: TemplateHost): Struct {
  return issue({ commonName, days, addresses: [], names: [], isAuthority: true }, key, host);
}

function issue(wanted: Wanted, key: KeyObject, host: TemplateHost, issuer?: Issuer): Struct {
  const notBefore = host.now();
  const content = {
    serial: randomBits(128, host),
    commonName: wanted.commonName,
    notBefore,
    notAfter: new Date(notBefore.getTime() + wanted.days * DAY),
    isAuthority: wanted.isAuthority ?? false,
    dnsNames: wanted.names,
    ipAddresses: wanted.addresses,
    key,
  };
  const bytes = createCertificate(content, issuer);
  return pairValue(encodePem({ type: "CERTIFICATE", bytes }), formatPrivateKey(key));
}

function newKey(host: TemplateHost): KeyObject {
  return parsePrivateKey(encodePem(generateRsaKey(RSA_BITS, host)));
}

function givenKey(text: string): KeyObject {
  return prefixed("parsing private key", () => parsePrivateKey(text));
}

function issuerOf({ certificate, key }: Pair): Issuer {
  const block = decodePem(certificate);
  if (block === undefined) throw new GoError("unable to decode certificate");
  assertCertificate(block.bytes);
  const signingKey = prefixed("error parsing private key", () => parsePrivateKey(key));
  return readIssuer(block.bytes, signingKey);
}

/** Takes a certificate and its key from outside, both as base64 of PEM. */
function buildCustom(certificate: string, key: string): Struct {
  const certificateText = decoded(certificate, "certificate");
  const keyText = decoded(key, "private key");
  const block = decodePem(certificateText);
  if (block === undefined) throw new GoError("unable to decode certificate");
  assertCertificate(block.bytes);
  prefixed("error parsing private key", () => parsePrivateKey(keyText));
  return pairValue(certificateText, keyText);
}

function decoded(text: string, what: string): string {
  const bytes = decodeBase64(toBytes(text));
  if ("error" in bytes) throw new GoError(`unable to decode base64 ${what}`);
  return fromBytes(bytes);
}

function assertCertificate(bytes: Buffer): void {
  try {
    new X509Certificate(bytes);
  } catch {
    const reason = "x509: malformed certificate";
    throw new GoError(`error parsing certificate: decodedCert.Bytes: ${reason}`);
  }
}

function pairValue(certificate: string, key: string): Struct {
  const fields: [string, Value][] = [
    ["Cert", certificate],
    ["Key", key],
  ];
  return new Struct({ name: PAIR, fields });
}

function addressOf(value: Value): Uint8Array {
  if (typeof value !== "string") {
    throw new GoError(`error parsing ip: ${printValue(value)} is not a string`);
  }
  const bytes = parseIp(value);
  if (bytes === undefined) throw new GoError(`error parsing ip: ${value}`);
  return bytes;
}

function nameOf(value: Value): string {
  if (typeof value === "string") return value;
  throw new GoError(`error processing alternate dns name: ${printValue(value)} is not a string`);
}

function textOf(value: Value | undefined): string {
  return typeof value === "string" ? value : "";
}

function prefixed<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof GoError) throw new GoError(`${doing}: ${error.message}`);
    throw error;
  }
}
