import { beforeEach, describe, expect, it } from "@jest/globals";

import { createShop, withActions, workflow } from "./actions-world.ts";

const path = ".github/workflows/ci.yml";

const greeter = `
name: Greeter
inputs:
  who: {required: true, description: who}
  greeting: {default: hello, description: how}
outputs:
  text: {value: "\${{ steps.say.outputs.text }}", description: what was said}
runs:
  using: composite
  steps:
    - id: say
      shell: bash
      run: |
        echo "text=\${{ inputs.greeting }}, $WHO" >> "$GITHUB_OUTPUT"
        echo "> in $(basename "$GITHUB_ACTION_PATH"), a file is $(cat "$GITHUB_ACTION_PATH/data.txt")"
        echo "> outer is $OUTER, inputs are [\${INPUT_WHO-}]"
      env: {WHO: "\${{ inputs.who }}"}
`;

describe("an action that a step uses", () => {
  const world = withActions();

  beforeEach(() => createShop(world()));

  async function printed(
    steps: string,
    files: Readonly<Record<string, string>> = {},
  ): Promise<readonly string[]> {
    await world().push({ ...files, [path]: workflow(steps) });
    const lines = world().log().split("\n");
    return lines.filter((line) => line.startsWith("> ")).map((line) => line.slice(2));
  }

  it("is composite and of the workspace", async () => {
    const lines = await printed(
      `
- uses: actions/checkout@v5
- id: greet
  uses: ./tools/greeter
  with: {Who: world}
  env: {OUTER: outside}
- run: echo "> \${{ steps.greet.outputs.text }}"
`,
      { "tools/greeter/action.yml": greeter, "tools/greeter/data.txt": "here" },
    );

    expect(lines).toEqual([
      "in greeter, a file is here",
      "outer is outside, inputs are []",
      "hello, world",
    ]);
  });

  it("is hosted in the sandbox, at a ref, with the files beside it", async () => {
    const { admin } = world().sandbox;
    await admin.createRepository({ owner: "acme", name: "tools", autoInit: true });
    const files = { "greeter/action.yaml": greeter, "greeter/data.txt": "old" };
    const old = await world().push(files, { repository: "acme/tools" });
    await world().push({ "greeter/data.txt": "new" }, { repository: "acme/tools" });
    const lines = await printed(`
- uses: acme/tools/greeter@main
  with: {who: a}
- uses: acme/tools/greeter@${old}
  with: {who: b}
`);

    expect(lines.filter((line) => line.startsWith("in"))).toEqual([
      "in greeter, a file is new",
      "in greeter, a file is old",
    ]);
  });

  it("may use others, each with its own steps and inputs", async () => {
    const outer = `
name: Outer
outputs: {both: {value: "\${{ steps.one.outputs.text }} and \${{ steps.two.outputs.text }}"}}
runs:
  using: composite
  steps:
    - {id: one, uses: ./greeter, with: {who: one}}
    - {id: two, uses: ./greeter, with: {who: two, greeting: bye}}
`;
    const lines = await printed(
      `
- uses: actions/checkout@v5
- {id: o, uses: ./outer}
- run: echo "> \${{ steps.o.outputs.both }}"
`,
      { "outer/action.yml": outer, "greeter/action.yml": greeter, "greeter/data.txt": "x" },
    );

    expect(lines.at(-1)).toBe("hello, one and bye, two");
  });

  it("fails the step when a step of its own fails, later ones deciding for themselves", async () => {
    const broken = `
name: Broken
runs:
  using: composite
  steps:
    - {shell: sh, run: exit 4}
    - {shell: sh, run: "echo '> never'"}
    - {shell: sh, if: failure(), run: "echo '> seen inside'"}
`;
    const lines = await printed(
      `
- uses: actions/checkout@v5
- uses: ./broken
- if: failure()
  run: echo "> seen outside"
`,
      { "broken/action.yml": broken },
    );

    expect(lines).toEqual(["seen inside", "seen outside"]);
    expect(world().run().conclusion).toBe("failure");
  });

  it("may be a program for node, with something to do at the end", async () => {
    const action = `
name: Node
inputs: {the file: {default: "\${{ github.workspace }}", description: x}}
runs: {using: node20, main: main.mjs, post: post.mjs}
`;
    const main = `
import { appendFileSync } from "node:fs";
appendFileSync(process.env.GITHUB_STATE, "began=yes\\n");
appendFileSync(process.env.GITHUB_OUTPUT, "same=" + (process.env.INPUT_THE_FILE === process.cwd()));
`;
    const lines = await printed(
      `
- uses: actions/checkout@v5
- {id: n, uses: ./node}
- run: echo "> \${{ steps.n.outputs.same }}"
`,
      {
        "node/action.yml": action,
        "node/main.mjs": main,
        "node/post.mjs": `console.log("> post " + process.env.STATE_began);`,
      },
    );

    expect(lines).toEqual(["true", "post yes"]);
  });

  it.each([
    ["./nowhere", "no action.yml or action.yaml in ./nowhere: check the repository out first"],
    ["./../../etc", "leads out of the workspace"],
    ["somebody/tool@v1", "doesn't support the action somebody/tool@v1"],
    ["acme/shop@v9", "acme/shop has no v9"],
    ["actions/attest@v4", "doesn't support `actions/attest`: it has nobody who signs"],
  ])("is named when it can't be used: %s", async (uses, message) => {
    await world().push({ [path]: workflow(`- uses: ${uses}`) });

    const [annotation] = await world().sandbox.admin.readRunAnnotations({
      runId: world().run().id,
    });
    expect(world().run().conclusion).toBe("failure");
    expect(world().log()).toContain(message);
    expect(annotation).toMatchObject({ level: "failure", path, line: 6 });
  });

  it("is not missed when its step is left out", async () => {
    await printed(`
- uses: actions/attest-build-provenance@v4
  if: github.event_name == 'never'
- run: "true"
`);

    expect(world().run().conclusion).toBe("success");
  });

  it("does not use itself for ever", async () => {
    const own = `
name: Own
runs: {using: composite, steps: [{uses: ./own}]}
`;
    await printed(`\n- uses: actions/checkout@v5\n- uses: ./own\n`, { "own/action.yml": own });

    expect(world().log()).toContain("use each other more than 9 deep");
    expect(world().run().conclusion).toBe("failure");
  });

  it("says which line of its file is not supported", async () => {
    const docker = `name: D\nruns:\n  using: docker\n  image: Dockerfile\n`;
    await printed(`\n- uses: actions/checkout@v5\n- uses: ./d\n`, { "d/action.yml": docker });

    expect(world().log()).toContain("d/action.yml, line 3:");
    expect(world().run().conclusion).toBe("failure");
  });
});
