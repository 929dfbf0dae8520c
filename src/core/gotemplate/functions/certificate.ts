import { Buffer } from "node:buffer";
import { createHash, createPublicKey, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";

import { GoError } from "../value.ts";
import {
  bitString,
  element,
  integer,
  objectId,
  octetString,
  readElements,
  sequence,
  TAG,
} from "./der.ts";
import { quoteText } from "./printing.ts";

/** What a certificate says. */
export type CertificateContent = {
  readonly serial: bigint;
  readonly commonName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly isAuthority: boolean;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly Uint8Array[];
  readonly key: KeyObject;
};

/** Who signs: a key, and what its certificate says about it; a certificate without issuer signs itself. */
export type Issuer = {
  readonly key: KeyObject;
  /** The name as its certificate has it. */
  readonly name: Buffer;
  readonly keyId: Buffer | undefined;
};

const OID = {
  commonName: "2.5.4.3",
  keyUsage: "2.5.29.15",
  extendedKeyUsage: "2.5.29.37",
  basicConstraints: "2.5.29.19",
  subjectKeyId: "2.5.29.14",
  authorityKeyId: "2.5.29.35",
  subjectAlternativeName: "2.5.29.17",
  serverAuthentication: "1.3.6.1.5.5.7.3.1",
  clientAuthentication: "1.3.6.1.5.5.7.3.2",
} as const;

/** An X.509 certificate in DER (RFC 5280). Throws {@link GoError} for what it has no form for. */
export function createCertificate(content: CertificateContent, issuer?: Issuer): Buffer {
  const signingKey = issuer?.key ?? content.key;
  const { algorithm, hash } = signatureOf(signingKey);
  if (content.key.asymmetricKeyType === "dsa") {
    throw failure("unsupported public key type: *dsa.PublicKey");
  }
  const subject = nameOf(content.commonName);
  const body = sequence(
    element(0xa0, integer(2n)),
    integer(content.serial),
    algorithm,
    issuer?.name ?? subject,
    sequence(timeOf(content.notBefore), timeOf(content.notAfter)),
    subject,
    publicKeyOf(content.key),
    element(0xa3, sequence(...extensionsOf(content, subject, issuer))),
  );
  return sequence(body, algorithm, bitString(sign(hash, body, signingKey)));
}

/** Reads of a certificate what signing with it needs. Throws {@link GoError} for malformed ones. */
export function readIssuer(certificate: Buffer, key: KeyObject): Issuer {
  const [whole] = readElements(certificate);
  const [body] = readElements(whole?.content ?? Buffer.alloc(0));
  const fields = readElements(body?.content ?? Buffer.alloc(0));
  const name = fields[5]?.whole;
  if (name === undefined) throw new GoError("x509: malformed certificate");
  if (fields[6]?.whole.equals(publicKeyOf(key)) !== true) {
    throw failure("provided PrivateKey doesn't match parent's PublicKey");
  }
  return { key, name, keyId: readKeyId(fields.find(({ tag }) => tag === 0xa3)?.content) };
}

function readKeyId(extensions: Buffer | undefined): Buffer | undefined {
  const [list] = readElements(extensions ?? Buffer.alloc(0));
  const wanted = objectId(OID.subjectKeyId);
  for (const extension of readElements(list?.content ?? Buffer.alloc(0))) {
    const parts = readElements(extension.content);
    if (parts[0]?.whole.equals(wanted) === true) {
      return readElements(parts.at(-1)?.content ?? Buffer.alloc(0))[0]?.content;
    }
  }
  return undefined;
}

function signatureOf(key: KeyObject): { readonly algorithm: Buffer; readonly hash: string | null } {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  switch (key.asymmetricKeyType) {
    case "rsa":
      return {
        algorithm: sequence(objectId("1.2.840.113549.1.1.11"), element(TAG.null)),
        hash: "sha256",
      };
    case "ec": {
      const size = curve === "secp384r1" ? 384 : curve === "secp521r1" ? 512 : 256;
      const last = { 256: 2, 384: 3, 512: 4 }[size];
      return { algorithm: sequence(objectId(`1.2.840.10045.4.3.${last}`)), hash: `sha${size}` };
    }
    case "ed25519":
      return { algorithm: sequence(objectId("1.3.101.112")), hash: null };
    default:
      throw failure("certificate private key does not implement crypto.Signer");
  }
}

function failure(reason: string): GoError {
  return new GoError(`error creating certificate: x509: ${reason}`);
}

function publicKeyOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: "spki", format: "der" });
}

/** A name of one part, or of none. */
function nameOf(commonName: string): Buffer {
  if (commonName === "") return sequence();
  if (/\p{Surrogate}/u.test(commonName)) {
    throw new GoError("error creating certificate: asn1: string not valid UTF-8");
  }
  const isPrintable = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(commonName);
  const tag = isPrintable ? TAG.printableString : TAG.utf8String;
  const text = element(tag, Buffer.from(commonName));
  return sequence(element(TAG.set, sequence(objectId(OID.commonName), text)));
}

/** Two digits for the year up to 2049. */
function timeOf(date: Date): Buffer {
  const digits = `${date
    .toISOString()
    .replace(/\.\d+Z$/, "")
    .replace(/[-:T]/g, "")}Z`;
  const year = date.getUTCFullYear();
  if (year < 1950 || year > 2049) return element(TAG.generalizedTime, Buffer.from(digits));
  return element(TAG.utcTime, Buffer.from(digits.slice(2)));
}

function extensionsOf(content: CertificateContent, subject: Buffer, issuer?: Issuer): Buffer[] {
  const names = alternativeNames(content);
  const hasKeyId = issuer?.keyId !== undefined && !issuer.name.equals(subject);
  return [
    // Digital signature and key encipherment; an authority signs certificates too.
    extension(OID.keyUsage, usageBits(content.isAuthority), "critical"),
    extension(
      OID.extendedKeyUsage,
      sequence(objectId(OID.serverAuthentication), objectId(OID.clientAuthentication)),
    ),
    extension(OID.basicConstraints, constraintsOf(content), "critical"),
    ...(content.isAuthority
      ? [extension(OID.subjectKeyId, octetString(keyIdOf(content.key)))]
      : []),
    ...(hasKeyId ? [extension(OID.authorityKeyId, sequence(element(0x80, issuer.keyId)))] : []),
    ...(names.length > 0
      ? [
          extension(
            OID.subjectAlternativeName,
            sequence(...names),
            content.commonName === "" ? "critical" : "optional",
          ),
        ]
      : []),
  ];
}

function extension(
  id: string,
  value: Buffer,
  weight: "critical" | "optional" = "optional",
): Buffer {
  const critical = weight === "critical" ? [element(TAG.boolean, Buffer.of(0xff))] : [];
  return sequence(objectId(id), ...critical, octetString(value));
}

function usageBits(isAuthority: boolean): Buffer {
  return element(TAG.bitString, isAuthority ? Buffer.of(2, 0xa4) : Buffer.of(5, 0xa0));
}

function constraintsOf({ isAuthority }: CertificateContent): Buffer {
  return isAuthority ? sequence(element(TAG.boolean, Buffer.of(0xff))) : sequence();
}

/** The first 160 bits of the SHA-256 of the public key (RFC 7093). */
function keyIdOf(key: KeyObject): Buffer {
  const [whole] = readElements(publicKeyOf(key));
  const bits = readElements(whole?.content ?? Buffer.alloc(0))[1]?.content ?? Buffer.alloc(0);
  return createHash("sha256").update(bits.subarray(1)).digest().subarray(0, 20);
}

function alternativeNames({ dnsNames, ipAddresses }: CertificateContent): Buffer[] {
  const names = dnsNames.map((name) => {
    if (/^[\u0000-\u007f]*$/.test(name)) return element(0x82, Buffer.from(name));
    const reason = `x509: ${quoteText(name)} cannot be encoded as an IA5String`;
    throw new GoError(`error creating certificate: ${reason}`);
  });
  return [...names, ...ipAddresses.map((address) => element(0x87, address))];
}
