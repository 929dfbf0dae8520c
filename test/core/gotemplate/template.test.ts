import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { hostStub } from "./host.ts";
import { shuttleFunctions, sprigFunctions } from "../../../src/core/gotemplate/functions/all.ts";
import { TemplateError } from "../../../src/core/gotemplate/template-error.ts";
import { parseTemplate } from "../../../src/core/gotemplate/template.ts";
import { Float, GoMap, Slice } from "../../../src/core/gotemplate/value.ts";
import type { Value } from "../../../src/core/gotemplate/value.ts";

const DATA = GoMap.of([["key", "value"]]);

function render(text: string, data: Value = DATA, functions = sprigFunctions): string {
  return parseTemplate({ name: "t", text, functions }).execute(data, hostStub());
}

/** The output, or the message of the error. */
function outcomeOf(text: string, functions = sprigFunctions): string {
  try {
    return render(text, DATA, functions);
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}

function codeOf(text: string): string {
  try {
    render(text);
  } catch (error) {
    if (error instanceof TemplateError) return error.code;
    throw error;
  }
  return "none";
}

/** An action that makes `$x` larger, many times. */
function doubling(next: string): string {
  return `{{ $x = ${next} }}`.repeat(60);
}

describe("Template", () => {
  it("gives the same each time it is executed", () => {
    const text = "{{ range $k, $v := . }}{{ $k }}={{ $v }};{{ end }}{{ $x := 1 }}{{ $x }}";
    const template = parseTemplate({ name: "t", text, functions: sprigFunctions });
    const data = GoMap.of([
      ["b", new Float(1.5)],
      ["a", new Slice([1, "x", null])],
    ]);

    const outputs = [1, 2, 3].map(() => template.execute(data, hostStub()));

    expect(new Set(outputs)).toEqual(new Set(["a=[1 x <nil>];b=1.5;1"]));
  });

  it("prints keys in the same order however a map was filled", () => {
    const keys = fc.uniqueArray(fc.string({ unit: "binary" }), { maxLength: 8 });
    fc.assert(
      fc.property(keys, (names) => {
        const forwards = GoMap.of(names.map((name) => [name, 1]));
        const backwards = GoMap.of(names.toReversed().map((name) => [name, 1]));

        expect(render("{{ . }}", forwards)).toBe(render("{{ . }}", backwards));
      }),
    );
  });

  it("joins single bytes that meet in the output", () => {
    expect(render('{{ "\\xc3" }}{{ "\\xa9" }}')).toBe("é");
  });

  it("repeats a text without actions as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!text.includes("{{"));

        expect(render(text)).toBe(text);
      }),
    );
  });
});

describe("any template", () => {
  const parts = fc.constantFrom(
    ..."{{|}}|{{-|-}}| |\n|(|)|.|$|,|=|:=|\"|`|'|/*|*/|é|#|\\|if|else|end|range|with|define".split(
      "|",
    ),
    ..."|template|block|break|continue|nil|true|print|len|index|.key|$x|1|1.5|0x|'c'|\"a\"".split(
      "|",
    ),
    "|",
    "\ud800",
    "{{ if . }}",
    "{{ range . }}",
    "{{ end }}",
  );

  it("renders or gives a TemplateError", () => {
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 25 }), (chosen) => {
        expect(typeof outcomeOf(chosen.join(""))).toBe("string");
      }),
      { numRuns: 2000 },
    );
  });

  it("renders or gives a TemplateError for any action", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (inner) => {
        expect(typeof outcomeOf(`{{ ${inner} }}`)).toBe("string");
      }),
      { numRuns: 500 },
    );
  });
});

describe("a template that reaches for JavaScript", () => {
  const names = Object.getOwnPropertyNames(Object.prototype).concat("prototype", "length", "then");

  it.each(names)("finds no field %s", (name) => {
    expect(outcomeOf(`{{ .${name} }}`)).toBe("<no value>");
    expect(outcomeOf(`{{ index . "${name}" }}`)).toBe("<no value>");
    expect(outcomeOf(`{{ ("text").${name} }}`)).toContain(`can't evaluate field ${name} in type`);
    expect(outcomeOf(`{{ (list 1).${name} }}`)).toContain(`can't evaluate field ${name} in type`);
  });

  it.each(names)("finds no function, variable or template %s", (name) => {
    expect(outcomeOf(`{{ ${name} }}`, {})).toBe(`template: t:1: function "${name}" not defined`);
    expect(outcomeOf(`{{ $${name} }}`)).toBe(`template: t:1: undefined variable "$${name}"`);
    expect(outcomeOf(`{{ template "${name}" }}`)).toContain(`template "${name}" not defined`);
  });

  it("stores what looks like a prototype as data", () => {
    const text = '{{ $d := dict "__proto__" (dict "x" 1) }}{{ $d.x }} {{ $d.__proto__.x }}';

    expect(render(text)).toBe("<no value> 1");
  });
});

describe("a template that goes too far", () => {
  it.each([
    ["a number that is counted for ever", "{{ range 1000000000000 }}{{ end }}"],
    [
      "templates that call themselves",
      '{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}',
    ],
    ["blocks inside one another", `${"{{ if true }}".repeat(2000)}${"{{ end }}".repeat(2000)}`],
    ["parentheses inside one another", `{{ ${"(".repeat(2000)}1${")".repeat(2000)} }}`],
    ["a long chain of else", `{{ if 0 }}${"{{ else if 0 }}".repeat(5000)}{{ end }}`],
    ["output without end", '{{ $x := repeat 1000000 "x" }}{{ range 1000 }}{{ $x }}{{ end }}'],
    ["a text that is doubled again and again", `{{ $x := "ab" }}${doubling("print $x $x")}`],
    ["a text that grows by escaping", `{{ $x := "<<<<" }}${doubling("js $x | js")}`],
    [
      "a text that grows by a pattern",
      `{{ $x := "aaaa" }}${doubling('regexReplaceAll "a" $x $x')}`,
    ],
    ["a list that is doubled again and again", `{{ $x := list 1 }}${doubling("concat $x $x")}`],
    ["shared parts as JSON", `{{ $x := dict }}${doubling('dict "a" $x "b" $x')}{{ toJson $x }}`],
    ["wide elements of a list", '{{ printf "%1000000d" (until 100000) }}'],
    ["precise elements of a list", '{{ printf "%.1000000d" (until 1000) }}'],
    ["the bytes of a long text", '{{ printf "% #x" (repeat 10000000 "x") }}'],
    ["numbers without end", "{{ range $i := 9223372036854775807 }}{{ $i }}{{ end }}"],
    [
      "work that takes long, again and again",
      "{{ range 1000 }}{{ $x := genPrivateKey `ed25519` }}{{ end }}",
    ],
    ["a value that contains itself", '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ $d }}'],
    [
      "long texts again and again",
      '{{ $x := repeat 16000000 "x" }}{{ range 1000 }}{{ len $x }}{{ end }}',
    ],
  ])("is stopped at %s", (_what, text) => {
    expect(codeOf(text)).toBe("limit");
  });

  it("is told what is wrong when its value has no end as YAML", () => {
    const text = `{{ $x := dict }}${doubling('dict "a" $x "b" $x')}{{ toYaml $x }}`;

    expect(outcomeOf(text, shuttleFunctions)).toContain("toYaml: yaml: more than 1000000 values");
  });

  it("is read in one pass, however long a line and whatever a number looks like", () => {
    const actions = "{{ 1 }}".repeat(100_000);
    const hexadecimal = `{{ 0x${"f".repeat(1_000_000)} }}`;
    const digits = `{{ float64 (print (repeat 1000000 "9") "x") }}`;

    expect(render(actions)).toBe("1".repeat(100_000));
    expect(outcomeOf(hexadecimal)).toContain("illegal number syntax");
    expect(render(digits)).toBe("0");
  });

  it("may nest and recurse as far as people do", () => {
    const blocks = `${"{{ if true }}".repeat(300)}x${"{{ end }}".repeat(300)}`;
    const recursion =
      '{{ define "n" }}{{ if . }}{{ template "n" (sub . 1) }}{{ else }}end{{ end }}{{ end }}{{ template "n" (int64 500) }}';

    expect(render(blocks)).toBe("x");
    expect(render(recursion)).toBe("end");
  });
});

describe("parseTemplate", () => {
  it("takes other delimiters", () => {
    const text = "{{ . }} <% .key %>";
    const template = parseTemplate({
      name: "t",
      text,
      leftDelimiter: "<%",
      rightDelimiter: "%>",
      functions: {},
    });

    expect(template.execute(GoMap.of([["key", "v"]]), hostStub())).toBe("{{ . }} v");
  });

  it("prefers a function of the table to a builtin", () => {
    const functions = {
      len: { params: ["string"], result: "string", call: () => "mine" },
      break: { params: [], result: "string", call: () => "broken" },
    };
    const template = parseTemplate({ name: "t", text: '{{ len "a" }} {{ break }}', functions });

    expect(template.execute(null, hostStub())).toBe("mine broken");
  });

  it("lets what is no error of a template through", () => {
    const bug = new TypeError("a mistake of ours");
    const call = (): never => {
      throw bug;
    };
    const functions = { bad: { params: [], result: "string", call } };
    const template = parseTemplate({ name: "t", text: "{{ bad }}", functions });

    expect(() => template.execute(null, hostStub())).toThrow(bug);
  });
});
