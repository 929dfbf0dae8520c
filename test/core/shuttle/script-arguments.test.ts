import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { shellText, toRunnableAction } from "../../../src/core/shuttle/action.ts";
import { type FlagSpec, likelyFlags, parseFlags } from "../../../src/core/shuttle/flags.ts";
import { toKebabCase } from "../../../src/core/shuttle/kebab-case.ts";
import {
  missingArguments,
  parseScriptArguments,
  requireArguments,
} from "../../../src/core/shuttle/script-arguments.ts";
import {
  isPlanValidated,
  scriptEnvironment,
} from "../../../src/core/shuttle/script-environment.ts";
import type { ScriptArgument } from "../../../src/core/shuttle/script.ts";

function argument(name: string, options: Partial<ScriptArgument> = {}): ScriptArgument {
  return { name, required: false, description: "", type: "", ...options };
}

const declared = [
  argument("tag"),
  argument("fooBar", { required: true }),
  argument("dry", { type: "bool" }),
];
const validate: FlagSpec = { name: "validate", bareValue: "true" };

function valuesOf(argv: readonly string[]): Readonly<Record<string, string>> | string {
  const call = parseScriptArguments(argv, declared, [validate]);
  return call.kind === "refused" ? call.message : Object.fromEntries(call.values);
}

describe("toKebabCase", () => {
  it.each([
    ["fooBar", "foo-bar"],
    ["foo_bar", "foo-bar"],
    ["foo.bar", "foo-bar"],
    ["FOO_BAR", "foo-bar"],
    ["foo bar", "foo-bar"],
    ["a1b", "a-1-b"],
    ["v2Tag", "v-2-tag"],
    ["dockerImage2", "docker-image-2"],
    ["1foo", "1-foo"],
    ["userID", "user-id"],
    ["imageURLPath", "image-url-path"],
    ["foo__bar", "foo--bar"],
    ["foo/bar", "foo/bar"],
    ["æØ", "æØ"],
    ["AB1Cd", "ab-1-cd"],
    [" x ", "x"],
  ])("turns %j into %j", (name, flag) => {
    expect(toKebabCase(name)).toBe(flag);
  });
});

describe("parseScriptArguments", () => {
  const unset = { tag: "", fooBar: "", dry: "" };

  it.each([
    [[], unset],
    [["--tag", "v1"], { ...unset, tag: "v1" }],
    [["--tag=v1"], { ...unset, tag: "v1" }],
    [["--tag="], unset],
    [["--tag", "a", "--tag", "b"], { ...unset, tag: "b" }],
    [["--tag", "a=b"], { ...unset, tag: "a=b" }],
    [["--tag", "--foo-bar"], { ...unset, tag: "--foo-bar" }],
    [["--foo-bar", "x"], { ...unset, fooBar: "x" }],
    [["fooBar=x=y"], { ...unset, fooBar: "x=y" }],
    [["--tag", "flag", "tag=legacy"], { ...unset, tag: "legacy" }],
    [["tag=legacy", "--tag", "flag"], { ...unset, tag: "legacy" }],
    [["other=1"], { ...unset, other: "1" }],
    [["=x"], { ...unset, "": "x" }],
    [["--dry"], { ...unset, dry: "true" }],
    [["--dry", "false"], { ...unset, dry: "true" }],
    [["--dry=false"], { ...unset, dry: "false" }],
    [["dry=false"], { ...unset, dry: "false" }],
    [["word", "-"], unset],
    [["--", "--tag", "tag=x"], { ...unset, tag: "x" }],
    [["--validate=false", "--tag", "a"], { ...unset, tag: "a" }],
  ])("reads %j", (argv, values) => {
    expect(valuesOf(argv)).toEqual(values);
  });

  it.each([
    [["--nope"], "unknown flag: --nope"],
    [["--fooBar", "x"], "unknown flag: --fooBar"],
    [["--ta", "x"], "unknown flag: --ta"],
    [["-x"], "unknown shorthand flag: 'x' in -x"],
    [["-xyz"], "unknown shorthand flag: 'x' in -xyz"],
    [["--tag"], "flag needs an argument: --tag"],
    [["--=x"], "bad flag syntax: --=x"],
    [["---x"], "bad flag syntax: ---x"],
    [["--nope", "--tag"], "unknown flag: --nope"],
  ])("refuses %j", (argv, message) => {
    expect(valuesOf(argv)).toBe(message);
  });

  it("tells what it ignored, the flags of the command and a wish for help", () => {
    const argv = ["word", "--validate=false", "-h", "--tag", "x", "false"];

    const call = parseScriptArguments(argv, declared, [validate]);

    expect(call).toMatchObject({ ignored: ["word", "false"], wantsHelp: true });
    expect(call.kind === "call" && [...call.flags]).toEqual([["validate", "false"]]);
  });

  it("lets an argument shadow a flag of the command", () => {
    const call = parseScriptArguments(["--validate", "x"], [argument("validate")], [validate]);

    expect(call.kind === "call" && [...call.values]).toEqual([["validate", "x"]]);
    expect(call.kind === "call" && call.flags.size).toBe(0);
  });

  it("refuses two arguments with one flag, on which the original crashes", () => {
    const call = parseScriptArguments([], [argument("fooBar"), argument("foo_bar")]);

    expect(call).toMatchObject({
      code: "flag-ambiguous",
      message: expect.stringContaining("'fooBar' and 'foo_bar' have the same flag --foo-bar"),
    });
  });

  it("gives every declared argument a value, whatever else is said", () => {
    const word = fc.constantFrom("--tag", "--tag=1", "tag=2", "--dry", "x", "--", "a=b", "-", "-h");

    fc.assert(
      fc.property(fc.array(word), (argv) => {
        const call = parseScriptArguments(argv, declared);
        return call.kind === "refused" || declared.every(({ name }) => call.values.has(name));
      }),
    );
  });
});

describe("requireArguments", () => {
  const required = [argument("zeta", { required: true }), argument("alphaOne", { required: true })];

  it.each([
    [[], 'required flag(s) "alpha-one" not set'],
    [["alphaOne="], 'required flag(s) "alpha-one" not set'],
    [["--alpha-one", "x"], 'required flag(s) "zeta" not set'],
  ])("names the first that %j lacks", (argv, message) => {
    const call = parseScriptArguments(argv, required);
    if (call.kind === "refused") throw new Error(call.message);

    expect(requireArguments(call, required)).toMatchObject({ exitCode: 1, message });
  });

  it("lets a complete call pass", () => {
    const call = parseScriptArguments(["zeta=1", "--alpha-one=2"], required);
    if (call.kind === "refused") throw new Error(call.message);

    expect(requireArguments(call, required)).toBe(call);
    expect(missingArguments(call.values, required)).toEqual([]);
  });
});

describe("parseFlags", () => {
  const specs: readonly FlagSpec[] = [
    { name: "project", shorthand: "p" },
    { name: "clean", shorthand: "c", isBool: true },
    { name: "skip-pull", isBool: true },
    { name: "silent", bareValue: "true" },
    { name: "leave-out", isList: true },
  ];

  it.each([
    [["-p", "x"], { project: "x" }],
    [["-px"], { project: "x" }],
    [["-p=x"], { project: "x" }],
    [["-p=", "y"], { project: "=" }],
    [["-c", "-p", "x"], { clean: "true", project: "x" }],
    [["-cpx"], { clean: "true", project: "x" }],
    [["-c=false"], { clean: "false" }],
    [["--clean=T", "--skip-pull=0"], { clean: "true", "skip-pull": "false" }],
    [["--silent=maybe"], { silent: "maybe" }],
    [["--leave-out", "a,b", "--leave-out=c"], { "leave-out": "a,b,c" }],
    [["-h=false", "--help=0"], {}],
  ])("reads %j", (argv, flags) => {
    const parsed = parseFlags(argv, specs);

    expect(parsed.kind === "parsed" && Object.fromEntries(parsed.flags)).toEqual(flags);
  });

  it.each([
    [["-cp"], "flag needs an argument: 'p' in -p"],
    [["-cx"], "unknown shorthand flag: 'x' in -x"],
    [["-hx"], "unknown shorthand flag: 'x' in -x"],
    [["-c="], "unknown shorthand flag: '=' in -="],
    [
      ["--clean=maybe"],
      'invalid argument "maybe" for "-c, --clean" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [
      ["--skip-pull="],
      'invalid argument "" for "--skip-pull" flag: strconv.ParseBool: parsing "": invalid syntax',
    ],
    [
      ["--help=a\nb"],
      String.raw`invalid argument "a\nb" for "-h, --help" flag: strconv.ParseBool: parsing "a\nb": invalid syntax`,
    ],
  ])("refuses %j", (argv, message) => {
    expect(parseFlags(argv, specs)).toMatchObject({ kind: "refused", message });
  });

  it.each([
    [["-h"], true],
    [["-ch"], true],
    [["--help=true"], true],
    [["--help", "-h=false"], false],
  ])("knows for %j whether help is wanted", (argv, wantsHelp) => {
    expect(parseFlags(argv, specs)).toMatchObject({ wantsHelp });
  });

  it("leaves --help to a flag of that name", () => {
    const parsed = parseFlags(["--help", "x"], [{ name: "help" }]);

    expect(parsed).toMatchObject({ flags: new Map([["help", "x"]]), wantsHelp: false });
  });
});

describe("likelyFlags", () => {
  it("finds known flags behind unknown ones", () => {
    const words = ["--tag", "v1", "-p", "../x", "--nope=1", "name=value"];

    expect(likelyFlags(words, [{ name: "project", shorthand: "p" }])).toEqual(
      new Map([["project", "../x"]]),
    );
  });
});

describe("scriptEnvironment", () => {
  const context = {
    inherited: new Map([
      ["PATH", "/usr/bin"],
      ["tag", "inherited"],
      ["HOME", "/root"],
    ]),
    arguments: new Map([
      ["tag", ""],
      ["plan", "mine"],
      ["__proto__", "x"],
    ]),
    planPath: "/p/.shuttle/plan",
    projectPath: "/p",
    temporaryPath: "/p/.shuttle/temp",
    launcherPath: "/opt/shuttle/bin",
    contextId: "id-1",
  };

  it("sets arguments over what is inherited and shuttle's own names over both", () => {
    expect([...scriptEnvironment(context)].sort()).toEqual([
      ["HOME", "/root"],
      ["PATH", "/opt/shuttle/bin:/usr/bin"],
      ["SHUTTLE_CONTEXT_ID", "id-1"],
      ["SHUTTLE_INTERACTIVE", "default"],
      ["SHUTTLE_PLANS_ALREADY_VALIDATED", "/p/.shuttle/plan"],
      ["__proto__", "x"],
      ["plan", "/p/.shuttle/plan"],
      ["project", "/p"],
      ["tag", ""],
      ["tmp", "/p/.shuttle/temp"],
    ]);
  });

  it.each([
    ["none", new Map()],
    ["an empty one", new Map([["PATH", ""]])],
  ])("has the usual PATH where there is %s", (_, inherited) => {
    const environment = scriptEnvironment({ ...context, inherited });

    expect(environment.get("PATH")).toBe("/opt/shuttle/bin:/usr/local/bin:/usr/bin:/bin");
  });

  it("tells nested calls that the plan needs no fetching", () => {
    const environment = scriptEnvironment(context);

    expect(isPlanValidated(environment, "/p/.shuttle/plan")).toBe(true);
    expect(isPlanValidated(environment, "/other")).toBe(false);
    expect(isPlanValidated(new Map(), "")).toBe(false);
  });
});

describe("toRunnableAction", () => {
  it.each([
    [
      { shell: "ls", task: "a" },
      { kind: "shell", text: "ls" },
    ],
    [{ task: "a" }, { kind: "task", name: "a" }],
    [{ dockerfile: "Dockerfile" }, { kind: "refused", code: "action-unsupported" }],
    [{}, { kind: "refused", code: "action-unsupported" }],
  ])("makes %j runnable or refuses it", (action, expected) => {
    const whole = { shell: "", task: "", dockerfile: "", ...action };

    expect(toRunnableAction("build", whole)).toMatchObject(expected);
  });
});

describe("shellText", () => {
  it("quotes the folder of the project", () => {
    expect(shellText("ls", "/it's here")).toBe(String.raw`cd '/it'\''s here'; ls`);
  });
});
