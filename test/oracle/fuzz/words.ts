/** What programs are made of: data, paths into them, literals and formats. */

export const DOC = `s: str
i: 42
f: 1.5
big: 12345678901
neg: -3
t: true
fl: false
n: null
e: ""
em: {}
ea: []
arr: [3, a, true, null, 1.5, [1, 2], {k: v}]
nums: [3, 1, 2]
names: [zeta, alpha, Beta, ""]
maps: [{a: 1, b: x}, {a: 2}]
m:
  z: 1
  a: two
  n: null
  m: {k: v}
mi:
  1: x
  b: y
  true: z
  2.5: q
u: æøå€😀
h: "<a href='x'>&\\"</a>"
ml: "l1\\nl2\\n"
sp: "  two  words\\t"
path: /usr/lib/../x.tar.gz
json: '{"a": [1, 2.5, null, "x"], "b": {"c": true}}'
url: https://user:pw@host:8080/a%20b?q=1&r=#frag
ver: 1.2.3-rc.1+b5
uu: 18446744073709551615
fl0: 1.0
bb: 1e20
sm: 1e-7
nan: .nan
inf: -.inf
"a.b": dotted
"": unnamed
bin: !!binary gIH/
deep: {l1: {l2: {l3: found}}}
`;

export const ARGS = { A: "1", B: "two words", env: "prod", e: "" };

/** Below dot. */
export const PATHS: readonly string[] = [
  ..."s i f big neg t fl n e em ea arr nums names maps m m.z m.a m.n m.m m.m.k m.nope m.n.x mi u h"
    .split(" ")
    .map((name) => `Vars.${name}`),
  ..."ml sp path json url ver uu missing missing.x s.x n.x i.y.z fl0 bb sm nan inf arr.x m.z.q bin deep deep.l1.l2.l3"
    .split(" ")
    .map((name) => `Vars.${name}`),
  ..."Vars Args Args.A Args.ZZ Args.A.x PlanPath ProjectPath Nope PlanPath.x Args.env".split(" "),
];

/** Of `get` and its siblings. */
export const DOTTED: readonly string[] =
  "s|i|f|arr|m|m.z|m.a|m.m.k|m.nope|m.n.x|mi|mi.1|mi.b|a.b|missing|missing.x|s.x|i.y|f.x|||.|m.|.m|m..k|uu|uu.x|bb|n|t.x|arr.0|nums|maps|em|ea|deep.l1|deep.l1.l2.l3|A|env|ZZ|Vars|é".split(
    "|",
  );

export const NUMBERS: readonly string[] =
  "0 1 -1 +2 3 42 7 100 1.5 -0.25 1e3 0x1F 0b101 0o17 017 1_000 0x1p4 'x' '\\n' 'é' 1e-7 1e21 9223372036854775807 -9223372036854775808 9223372036854775808 1i 0x1e -0x1e 3.0 100000 1e6 123456789.0 0.1 2.5 -1.5 1E5 0X1f 0B11 0O7 1_0.5 0x_1 '\\x41' '\\u00e9' '\\'' '\\377'".split(
    " ",
  );

export const BROKEN_NUMBERS: readonly string[] =
  ".5 5. 08 1__0 0x 1e 'ab' '' 1_ 0b2 0o8 1.2.3 0x1.8 1e+ '\\' 1+2i 1x '\\q' 0_1 1ee1 --1 +-1".split(
    " ",
  );

export const STRINGS: readonly string[] = [
  '"a"',
  '"b c"',
  '"x\\ny"',
  "`raw`",
  '"é€😀"',
  '""',
  '"\\x41\\u00e9\\U0001F600"',
  '"%d"',
  '"1"',
  '"\\xff"',
  '"<&\'>"',
  '"k"',
  '"a.b"',
  "`a\\n`",
  '"-12"',
  '"1.5"',
  '"true"',
  '"Foo BarBaz_qux-quux"',
  '"  pad "',
  '"a,b,,c"',
  '"0x1F"',
  '"\\t\\r\\u00a0"',
  '"\\u2028\\x00"',
  '"ǆ ß ŉ ſ"',
  '"1e3"',
  '"$1 ${2}"',
];

export const VERBS: readonly string[] =
  "%v %d %s %q %x %X %t %f %e %g %G %E %b %o %O %c %U %T %+v %#v %5d %05d %+d %#x %#o %#b %#U %#q %+q %8.3f %08.3f %+.2e %.3s %10s %010s %.0f %6.2g %#g %#.3g %.2x %5t %5v %05v %5q %*d %-*d %.*f %[1]*d %[3]v %[x]d % %! %z %.1000f %é %5% %w %+x %#X %#e %F %.3v %.10g %.3d %8.3d %10.3q %+.3q %020v %[1] %[]d %. %.d %5.d %[2]*[1]d %[2]*.[1]*d %.[2]*[1]f %#08x %.0x %+.3x %#.3x %#+v %-+5d %+-05d %#020x %[1]T %[-1]d %[1]x %9999999999d %.3t %8.5U %#8.3U %6.3c %+s %#s % 05d %#d %x%X %%".split(
    " ",
  );

/** Formats with blanks and several verbs. */
export const FORMATS: readonly string[] = [
  "%-5d|",
  "% d",
  "% x",
  "%# x",
  "%-8.2f|",
  "%-10s|",
  "%-5v|",
  "%[2]d %[1]d",
  "%d %d",
  "%s %v",
  "%[1]v %[1]T",
  "%v %v %v",
  "%3c|%-3c|",
  "%03d|%-03d|",
  "%+5.1f|",
  "%-010d|",
  "%#8x|%#08x|",
  "%6v|",
  "plain",
  "%d%%",
  "% q|% s|% X",
];
