import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { type InputName, INPUTS, OUTPUTS, parseInputs, toOutputs } from "../../action/io.ts";
import { refused } from "../../action/run.ts";
import { refuseBuild } from "../../src/core/artifact/build-decision.ts";

function parse(given: Partial<Record<InputName, string>>) {
  return parseInputs((name) => given[name] ?? "");
}

describe("parseInputs", () => {
  it("has defaults for everything", () => {
    expect(parse({})).toEqual({
      kind: "valid",
      value: {
        project: ".",
        plan: "",
        run: undefined,
        arguments: new Map(),
        service: "",
        environments: undefined,
        reports: [],
        publish: undefined,
        token: "",
      },
    });
  });

  it.each(["build test", "build,test", "build\ntest", " build ,\n test, build "])(
    "reads the list %j, each name once",
    (run) => {
      expect(parse({ run })).toMatchObject({ value: { run: ["build", "test"] } });
    },
  );

  it("reads arguments, one a line, with anything in the value", () => {
    expect(parse({ arguments: "tag=v1\n\n  url=https://a.test/?b=c d \nempty=" })).toMatchObject({
      value: {
        arguments: new Map([
          ["tag", "v1"],
          ["url", "https://a.test/?b=c d"],
          ["empty", ""],
        ]),
      },
    });
  });

  it.each([
    ["true", true],
    ["false", false],
    ["", undefined],
  ])("reads publish %j", (publish, value) => {
    expect(parse({ publish })).toMatchObject({ value: { publish: value } });
  });

  it("names every mistake at once", () => {
    const given = {
      run: "--build",
      arguments: "tag\n=x",
      environments: "dev Prod",
      service: "my_shop",
      publish: "yes",
      attest: "on",
    };

    expect(parse(given)).toEqual({
      kind: "invalid",
      problems: [
        "arguments: expected one name=value a line, received 'tag'",
        "arguments: expected one name=value a line, received '=x'",
        "run: expected the name of a script, received '--build'",
        "environments: expected a DNS label of a-z, 0-9 and -, received 'Prod'",
        "service: expected a DNS label of a-z, 0-9 and -, received 'my_shop'",
        "publish: expected true, false or nothing, received 'yes'",
        "attest: expected true, false or nothing, received 'on'",
      ],
    });
  });

  it("never throws, whatever it is given", () => {
    const given = fc.dictionary(fc.constantFrom(...INPUTS), fc.string());
    fc.assert(
      fc.property(given, (inputs) => {
        expect(["valid", "invalid"]).toContain(parse(inputs).kind);
      }),
    );
  });
});

describe("toOutputs", () => {
  it("has every output, also when nothing was built", () => {
    const outputs = toOutputs(refused(refuseBuild("service-missing", "no name")));

    expect([...outputs.keys()]).toEqual([...OUTPUTS]);
    expect(Object.fromEntries(outputs)).toMatchObject({
      decision: "refused",
      reason: "service-missing",
      reused: "false",
      "artifact-id": "",
    });
  });
});
