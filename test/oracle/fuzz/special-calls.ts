import {
  PATTERNS,
  LAYOUTS,
  DATES,
  ZONES,
  DURATIONS,
  VERSIONS,
  CONSTRAINTS,
  INSTANTS,
  PATH_TEXTS,
  URLS,
  JSON_TEXTS,
  YAML_TEXTS,
  NUMBER_TEXTS,
  FILES,
} from "./examples.ts";
import { anything, count, map, type Scope, termOf } from "./terms.ts";
import { literal, type TextKind } from "./texts.ts";
import { STRINGS } from "./words.ts";

/** What a call of one function looks like, name included. */
type Maker = (scope: Scope) => string;

const quoted = (scope: Scope, texts: readonly string[]): string => `"${scope.dice.pick(texts)}"`;
/** One of the examples, or a text of that kind that nobody thought of. */
const some = (scope: Scope, kind: TextKind, examples: readonly string[]): string =>
  scope.dice.chance(0.5) ? quoted(scope, examples) : literal(scope.dice, kind);
const text: Maker = (scope) => termOf("string", scope);
const time: Maker = (scope) =>
  scope.dice.chance(0.7) ? termOf("time.Time", scope) : scope.dice.pick(INSTANTS);

/** At any time of two centuries, clocks having changed in many ways. */
const anySecond = ({ dice }: Scope): string => String(dice.int(6_500_000_000) - 2_500_000_000);

const METHODS =
  "Year Month Day Weekday YearDay Unix UnixNano IsZero IsDST Location UTC Local String GoString MarshalText MarshalJSON Zone Date Clock ISOWeek ZoneBounds Nope".split(
    " ",
  );

const KEY_KINDS = ["ecdsa", "ed25519"];
/** RSA keys take too long to make. */
const key = ({ dice }: Scope): string =>
  dice.chance(0.9) ? `(genPrivateKey "${dice.pick(KEY_KINDS)}")` : '"no key"';
const authority: Maker = (s) => `(genCAWithKey ${text(s)} 1 ${key(s)})`;
const addresses = ({ dice }: Scope): string =>
  dice.pick(["nil", "(list)", '(list "1.2.3.4" "::1")', '(list "::ffff:1.2.3.4")', '(list "x")']);
const names = (s: Scope): string =>
  s.dice.pick([
    "nil",
    "(list)",
    '(list "a.example" "*.b.example")',
    "(list 1)",
    `(list ${text(s)})`,
  ]);

/** What is random inside is never the same: whether it has the form of this kind of PEM. */
function isPem(kind: string, made: string): string {
  const lines = "(?:[A-Za-z0-9+/]{64}\\n)*[A-Za-z0-9+/=]{1,64}\\n";
  return `regexMatch "^-----BEGIN ${kind}-----\\n${lines}-----END ${kind}-----\\n$" (${made})`;
}

/** Arguments that make a function show what it does. */
export const SPECIAL: Readonly<Record<string, Maker>> = {
  ...each(
    "regexFind mustRegexFind regexMatch mustRegexMatch",
    (name) => (s) => `${name} ${some(s, "pattern", PATTERNS)} ${text(s)}`,
  ),
  ...each(
    "regexFindAll mustRegexFindAll regexSplit mustRegexSplit",
    (name) => (s) =>
      `${name} ${some(s, "pattern", PATTERNS)} ${text(s)} ${s.dice.pick(["-1", "0", "1", "2"])}`,
  ),
  ...each(
    "regexReplaceAll mustRegexReplaceAll regexReplaceAllLiteral mustRegexReplaceAllLiteral",
    (name) => (s) =>
      `${name} ${some(s, "pattern", PATTERNS)} ${text(s)} ${quoted(s, ["<$1>", "${1}x", "$n", "$$", "", "$0$9", "$1x", "${n}-", "$"])}`,
  ),
  ...each("date", (name) => (s) => `${name} ${some(s, "layout", LAYOUTS)} ${time(s)}`),
  ...each("htmlDate ", (name) => (s) => `${name} ${time(s)}`),
  ...each(
    "dateInZone date_in_zone",
    (name) => (s) =>
      `${name} ${some(s, "layout", LAYOUTS)} ${s.dice.chance(0.5) ? time(s) : anySecond(s)} ${quoted(s, ZONES)}`,
  ),
  ...each("htmlDateInZone", (name) => (s) => `${name} ${time(s)} ${quoted(s, ZONES)}`),
  ...each(
    "dateModify date_modify mustDateModify must_date_modify",
    (name) => (s) => `${name} ${some(s, "duration", DURATIONS)} ${termOf("time.Time", s)}`,
  ),
  ...each(
    "toDate mustToDate",
    (name) => (s) =>
      s.dice.chance(0.8)
        ? `${name} ${some(s, "layout", LAYOUTS)} ${some(s, "date", DATES)}`
        : `${termOf("time.Time", s)}.${s.dice.pick(METHODS)}`,
  ),
  ...each(
    "duration durationRound",
    (name) => (s) =>
      `${name} ${s.dice.pick([quoted(s, ["95", "x", "1h", "100000", "2h10m5s", "9000h"]), "95", "(int64 100000)", termOf("time.Time", s), "1.5", "$.Vars.n"])}`,
  ),
  ago: (s) => `ago ${s.dice.pick(["1 2", ""])}`.trim(),
  semver: (s) =>
    `(semver ${some(s, "version", VERSIONS)}).${s.dice.pick(["Major", "Minor", "Patch", "Prerelease", "Metadata", "Original", "String", "IncMinor", "IncMajor", "IncPatch", "MarshalText", "Value", 'SetMetadata "b"', 'SetPrerelease "01"', 'Compare (semver "1.2.3")', "Equal nil", "major"])}`,
  semverCompare: (s) =>
    `semverCompare ${some(s, "constraint", CONSTRAINTS)} ${some(s, "version", VERSIONS)}`,
  ...each(
    "base dir clean ext isAbs osBase osDir osClean osExt osIsAbs",
    (name) => (s) => `${name} ${some(s, "path", PATH_TEXTS)}`,
  ),
  urlParse: (s) => `urlParse ${some(s, "url", URLS)}`,
  urlJoin: (s) =>
    `urlJoin (${s.dice.pick([`urlParse ${some(s, "url", URLS)}`, 'dict "scheme" "http" "host" "h:1" "path" "a b" "query" "q=1" "fragment" "f g" "userinfo" "u:p"', 'dict "host" "h" "path" "/é"', "dict"])})`,
  ...each("keys", (name) => (s) => `${name} ${map(s)} | sortAlpha`),
  ...each("values", (name) => (s) => `${name} ${map(s)} | sortAlpha`),
  ...each("repeat indent nindent wrap trunc", (name) => (s) => `${name} ${count(s)} ${text(s)}`),
  wrapWith: (s) => `wrapWith ${count(s)} ${text(s)} ${text(s)}`,
  ...each("abbrev", (name) => (s) => `${name} ${count(s)} ${text(s)}`),
  ...each("abbrevboth substr", (name) => (s) => `${name} ${count(s)} ${count(s)} ${text(s)}`),
  until: (s) => `until ${count(s)}`,
  untilStep: (s) => `untilStep ${count(s)} ${count(s)} ${s.dice.pick(["1", "2", "-1", "-3"])}`,
  seq: (s) =>
    `seq ${s.dice.several(0, 4, () => s.dice.pick(["1", "2", "-3", "5", "0"])).join(" ")}`,
  rightPad: (s) => `rightPad ${text(s)} ${count(s)}`,
  round: (s) =>
    `round ${s.dice.pick(["1.2345", "2.5", "-2.5", '"123.456"', "$.Vars.f", "1e20", "(int64 5)", "true", "$.Vars.nan"])} ${s.dice.pick(["0", "1", "2", "3", "-1"])} ${s.dice.pick(["", "0.5", "0.3"])}`.trim(),
  ...each("fromJson mustFromJson", (name) => (s) => `${name} ${some(s, "json", JSON_TEXTS)}`),
  fromYaml: (s) => `fromYaml ${some(s, "yaml", YAML_TEXTS)}`,
  ...each(
    "atoi int64 float64 toDecimal",
    (name) => (s) =>
      `${name} ${s.dice.chance(0.5) ? anything(s) : some(s, "number", NUMBER_TEXTS)}`,
  ),
  ...each(
    "add sub mul div mod addf subf mulf divf max min maxf minf biggest",
    (name) => (s) => `${name} ${s.dice.several(1, 3, () => number(s)).join(" ")}`,
  ),
  ...each("add1 add1f ceil floor", (name) => (s) => `${name} ${number(s)}`),
  ...each("plural", (name) => (s) => `${name} ${text(s)} ${text(s)} ${count(s)}`),
  ...each("b64dec b32dec", (name) => (s) => `${name} ${literal(s.dice, "base64")}`),
  toYaml: (s) =>
    `toYaml ${s.dice.pick([anything(s), `(list ${text(s)} ${text(s)})`, `(dict ${text(s)} ${text(s)})`, literal(s.dice, "yaml"), `(dict "k" (list ${literal(s.dice, "yaml")}))`])}`,
  env: (s) => `env ${quoted(s, ["HOME", "NOPE", ""])}`,
  expandenv: (s) => `expandenv ${literal(s.dice, "dollar")}`,
  splitn: (s) =>
    `splitn ${quoted(s, [",", "", "b"])} ${s.dice.pick(["-1", "0", "1", "2"])} ${text(s)}`,
  dig: (s) =>
    `dig ${s.dice.several(1, 3, () => quoted(s, ["a", "k", "b", "m", "deep"])).join(" ")} "none" ${map(s)}`,
  set: (s) => `set ${map(s)} ${quoted(s, ["a", "q", ""])} ${anything(s)}`,
  unset: (s) => `unset ${map(s)} ${quoted(s, ["a", "k", "q"])}`,
  getFileContent: (s) => `getFileContent ${quoted(s, FILES)}`,
  fileExists: (s) => `fileExists ${quoted(s, FILES)}`,
  getFiles: (s) =>
    `range getFiles ${quoted(s, FILES)} }}{{ .Name }} {{ .IsDir }} {{ if not .IsDir }}{{ .Size }}{{ end }} {{ .Mode }} {{ end }}{{ 1`,
  ...each(
    "randAlpha randAlphaNum randAscii randNumeric",
    (name) => (s) => `len (${name} ${s.dice.pick(["0", "1", "5", "20"])})`,
  ),
  randBytes: (s) => `len (randBytes ${s.dice.pick(["0", "1", "5", "20"])})`,
  randInt: (s) => `randInt ${s.dice.pick(["5 6", "0 1", "3 3", "-2 -1", "5 2"])}`,
  uuidv4: () => "len uuidv4",
  shuffle: (s) => `shuffle ${quoted(s, ["", "a", "aaaa", "éé"])}`,
  decryptAES: (s) =>
    s.dice.chance(0.5)
      ? `decryptAES "key" (encryptAES "key" ${text(s)})`
      : `decryptAES "key" ${quoted(s, ["", "x", "aGk=", "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd28="])}`,
  encryptAES: (s) => `len (encryptAES ${text(s)} ${text(s)})`,
  derivePassword: (s) =>
    s.dice.chance(0.02)
      ? 'derivePassword 1 "long" "pw" "user" "site"'
      : `derivePassword ${s.dice.pick(["1", "-1", '"x"'])} "wrong" "" "u" "s"`,
  bcrypt: (s) => (s.dice.chance(0.02) ? 'len (bcrypt "x")' : "bcrypt 1"),
  htpasswd: (s) => (s.dice.chance(0.02) ? 'len (htpasswd "u" "p")' : 'htpasswd "a:b" "p"'),
  genPrivateKey: ({ dice }) =>
    dice.pick([
      'genPrivateKey "unknown"',
      isPem("EC PRIVATE KEY", 'genPrivateKey "ecdsa"'),
      isPem("PRIVATE KEY", 'genPrivateKey "ed25519"'),
    ]),
  ...each("genCA genSelfSignedCert genSignedCert", (name) => (s) => `len (${name} ${anything(s)})`),
  genCAWithKey: (s) => isPem("CERTIFICATE", `(genCAWithKey ${text(s)} ${count(s)} ${key(s)}).Cert`),
  genSelfSignedCertWithKey: (s) =>
    `typeOf (genSelfSignedCertWithKey ${text(s)} ${addresses(s)} ${names(s)} ${count(s)} ${key(s)})`,
  genSignedCertWithKey: (s) =>
    `typeOf (genSignedCertWithKey ${text(s)} ${addresses(s)} ${names(s)} ${count(s)} ${authority(s)} ${key(s)})`,
  buildCustomCert: (s) =>
    `buildCustomCert ${quoted(s, ["", "!", "aGk="])} ${quoted(s, ["", "aGk="])}`,
  fail: (s) => (s.dice.chance(0.1) ? `fail ${text(s)}` : "hello"),
};
function number({ dice }: Scope): string {
  return dice.weighted([
    [
      5,
      () =>
        dice.pick(
          "0 1 2 3 -7 10 1.5 -0.5 100 $.Vars.i $.Vars.f $.Vars.uu $.Vars.big $.Vars.bb".split(" "),
        ),
    ],
    [2, () => (dice.chance(0.5) ? `"${dice.pick(NUMBER_TEXTS)}"` : literal(dice, "number"))],
    [
      1,
      () =>
        dice.pick([
          "nil",
          "true",
          "(list)",
          "$.Vars.s",
          "$.Vars.nan",
          "$.Vars.missing",
          "(int64 5)",
          "9223372036854775807",
        ]),
    ],
    [0.5, () => dice.pick(STRINGS)],
  ]);
}

/** Only called as in SPECIAL, whatever the chance: they cost too much, or never answer the same. */
export const CAREFUL: ReadonlySet<string> = new Set(
  "ago date date_in_zone dateInZone htmlDate htmlDateInZone duration durationRound keys values repeat indent nindent until untilStep seq rightPad randAlpha randAlphaNum randAscii randNumeric randBytes randInt uuidv4 shuffle encryptAES decryptAES derivePassword bcrypt htpasswd genPrivateKey genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey buildCustomCert fail wrap wrapWith".split(
    " ",
  ),
);

function each(names: string, maker: (name: string) => Maker): Record<string, Maker> {
  return Object.fromEntries(
    names
      .trim()
      .split(" ")
      .map((name) => [name, maker(name)]),
  );
}
