import { describe, expect, it } from "@jest/globals";

import { call, callOn } from "./call.ts";
import { hostStub } from "../host.ts";
import { printValue } from "../../../../src/core/gotemplate/functions/printing.ts";
import {
  ANY,
  Float,
  GoError,
  GoMap,
  Integer,
  Slice,
  Struct,
  type FileInfo,
  type Value,
} from "../../../../src/core/gotemplate/value.ts";
import { decodeYamlMap } from "../../../../src/core/yaml/decode.ts";

const vars = decodeYamlMap(
  "s: text\ni: 42\nf: 1.5\nm: {z: 1, a: two}\nlist: [1, x]\nkeys: {1: one}\ndeep: {l1: {l2: found}}\n",
);

function methodOf(value: Value, name: string): Value {
  const method = value instanceof Struct ? value.methods.get(name) : undefined;
  if (method === undefined) throw new Error(`no method ${name}`);
  return method.call([], hostStub());
}

describe("get", () => {
  it.each<readonly [string, Value]>([
    ["s", "text"],
    ["deep.l1.l2", "found"],
    ["deep.nope.l2", null],
    ["s.x", null],
    ["", null],
  ])("finds at %j", (path, value) => {
    expect(call("get", path, vars)).toBe(value);
  });

  it("refuses to step into a float, in the original's words", () => {
    expect(() => call("get", "f.x", vars)).toThrow(new GoError("unexpected type float64\n"));
  });
});

describe("string and int", () => {
  it("give what is missing as nothing", () => {
    expect(call("string", "nope", vars)).toBe("");
    expect(call("int", "nope", vars)).toBe(0);
  });

  it("print and take what is there", () => {
    expect(call("string", "m", vars)).toBe("map[a:two z:1]");
    expect(call("int", "i", vars)).toBe(42);
  });

  it("refuse what is no int", () => {
    expect(() => call("int", "f", vars)).toThrow(
      new GoError("interface conversion: interface {} is float64, not int"),
    );
  });
});

describe("array and objectArray", () => {
  it("list the values and the entries of a map by key", () => {
    expect(printValue(call("array", "m", vars))).toBe("[two 1]");
    expect(printValue(call("objectArray", "m", vars))).toBe("[{a two} {z 1}]");
  });

  it("leave a list as it is", () => {
    expect(call("array", "list", vars)).toBe(vars.get("list"));
  });

  it("are empty for anything else", () => {
    expect(printValue(call("array", "s", vars))).toBe("[]");
    expect(printValue(call("objectArray", "list", vars))).toBe("[]");
    expect(call("objectArray", "m", null)).toMatchObject({ isNil: true });
  });

  it("refuse keys that are no texts", () => {
    expect(() => call("objectArray", "keys", vars)).toThrow(
      new GoError("interface conversion: interface {} is int, not string"),
    );
  });
});

describe("is and isnt", () => {
  it.each<readonly [Value, Value, boolean]>([
    [1, 1, true],
    [1, new Float(1), false],
    ["1", 1, false],
    [null, null, true],
    ["a", "a", true],
    [new Integer("int64", 1n), new Integer("int64", 1n), true],
  ])("compare %p and %p by type and value", (a, b, same) => {
    expect(call("is", a, b)).toBe(same);
    expect(call("isnt", a, b)).toBe(!same);
  });

  it("refuse to compare two maps", () => {
    expect(() => call("is", new GoMap(), new GoMap())).toThrow(
      new GoError("runtime error: comparing uncomparable type map[string]interface {}"),
    );
  });
});

describe("toYaml and fromYaml", () => {
  it("write and read YAML 1.1", () => {
    expect(call("toYaml", new Slice(["yes", 1]))).toBe('- "yes"\n- 1\n');
    expect(call("toYaml", null)).toBe("null\n");
    expect(printValue(call("fromYaml", "a: yes\nb: {1: x}"))).toBe("map[a:true b:map[1:x]]");
    expect(printValue(call("fromYaml", ""))).toBe("map[]");
  });

  it("fail the template on what is no map", () => {
    expect(() => call("fromYaml", "- a")).toThrow(
      new GoError(
        "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into map[string]interface {}",
      ),
    );
    expect(() => call("fromYaml", "a: [")).toThrow(GoError);
  });

  it("fail on a value that contains itself", () => {
    const map = new GoMap(ANY);
    map.set("self", map);

    expect(() => call("toYaml", map)).toThrow(GoError);
  });
});

describe("texts", () => {
  it("change case and width", () => {
    expect(call("strConst", "log.as-json é")).toBe("LOG_AS-JSON É");
    expect(call("upperFirst", "élan")).toBe("Élan");
    expect(call("upperFirst", "")).toBe("");
    expect(call("rightPad", "æø", 4)).toBe("æø  ");
    expect(call("rightPad", "a", -3)).toBe("a  ");
    expect(call("trim", "\u00a0 a \n")).toBe("a");
  });
});

describe("files", () => {
  const file: FileInfo = {
    name: "run.sh",
    isDirectory: false,
    size: 12,
    mode: 0o100755,
    modifiedAt: BigInt(Date.parse("2024-01-02T03:04:05Z")) * 1_000_000n + 6n,
  };
  const host = hostStub({
    readFile: (path) => `text of ${path}`,
    fileExists: (path) => path === "here",
    listFiles: (path) => (path === "folder" ? [file] : undefined),
  });

  it("are read and found through the host", () => {
    expect(callOn(host, "getFileContent", "a.txt")).toBe("text of a.txt");
    expect(callOn(host, "fileExists", "here")).toBe(true);
    expect(callOn(host, "fileExists", "there")).toBe(false);
    expect(() => call("getFileContent", "nope")).toThrow(
      new GoError("open nope: no such file or directory"),
    );
  });

  it("are listed with Go's methods", () => {
    const listed = callOn(host, "getFiles", "folder");
    const first = listed instanceof Slice ? (listed.items[0] ?? null) : null;

    expect(methodOf(first, "Name")).toBe("run.sh");
    expect(methodOf(first, "IsDir")).toBe(false);
    expect(methodOf(first, "Size")).toEqual(new Integer("int64", 12n));
    expect(printValue(methodOf(first, "Mode"))).toBe("-rwxr-xr-x");
    expect(printValue(methodOf(first, "ModTime"))).toBe("2024-01-02 03:04:05.000000006 +0000 UTC");
  });

  it("are an empty list for what is no folder", () => {
    expect(callOn(host, "getFiles", "nope")).toMatchObject({ items: [], isNil: false });
  });
});
