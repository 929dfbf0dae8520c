import { connect } from "node:net";

import { beforeEach, describe, expect, it } from "@jest/globals";

import { withProjectWorld } from "../../flows/shuttle/project-world.ts";
import { type ProcessOptions, type ProcessResult, shuttle } from "./shuttle-process.ts";

/** Shell texts; each must do the same whoever answers the calls in it. */
const SCRIPTS = [
  "shuttle get service",
  "shuttle get text",
  "shuttle get binary",
  "shuttle get missing",
  "shuttle get nope nope; echo $?",
  "shuttle has service; echo $?",
  "shuttle has nope; echo $?",
  "shuttle has -o nope",
  "shuttle template hello.tmpl name='a b=c'",
  "shuttle template long.tmpl | cksum",
  "shuttle template broken.tmpl; echo $?",
  "shuttle template env.tmpl; OTHER=1 shuttle template env.tmpl",
  "cd sub && shuttle template file.tmpl",
  "shuttle template hello.tmpl -o hello.txt && cat $tmp/hello.txt",
  "shuttle ls; shuttle plan; shuttle version; shuttle help get",
  "shuttle nope; echo $?",
  "cd / && shuttle get service; echo $?",
  "shuttle -p ../other get service",
  "shuttle -p $project get service",
  "shuttle run inner a='x y'; echo $?",
  "shuttle run inner --a=1 >$tmp/out 2>&1; sort $tmp/out",
  "shuttle run fails; echo $?",
  "shuttle run binary | cksum",
  "shuttle run deep",
  "umask 027; shuttle run mask",
  "ulimit -n 64; shuttle run limit",
  "shuttle run input </dev/zero",
  "for i in 1 2 3 4 5 6 7 8; do shuttle get service & done; wait",
  "shuttle template long.tmpl | head -c 3",
  "shuttle get service >&-; echo $?",
  "shuttle get nope nope 2>&1 >/dev/null",
  "shuttle get service >/dev/full 2>/dev/null; echo $?",
  "shuttle get service >/dev/stderr; shuttle run inner >/dev/stderr",
  "umask 077; shuttle template hello.tmpl -o hello.txt; ls -l $tmp/hello.txt | cut -c1-10",
  "echo mine | shuttle template given.tmpl path=/dev/stdin",
  "exec 9<sub/file.txt; shuttle template given.tmpl path=/dev/fd/9",
];

const PROJECT = `plan: ../plan
vars:
  service: shop
  text: "a\\\\nb \\\\ %s\\ncd\\n"
  binary: !!binary AAECAP8=
scripts:
  inner: {args: [{name: a}], actions: [{shell: 'printf "in %s" "$a"; printf err >&2'}]}
  fails: {actions: [{shell: exit 3}]}
  binary: {actions: [{shell: 'head -c 100000 /dev/zero; printf "\\\\377\\\\r\\\\n"'}]}
  deep: {actions: [{shell: 'shuttle run inner a=$(shuttle get service)'}]}
  mask: {actions: [{shell: umask}]}
  limit: {actions: [{shell: ulimit -n}]}
  input: {actions: [{shell: cat; echo end}]}
  token: {actions: [{shell: echo $SHUTTLE_PARENT; sleep 5}]}
  later: {actions: [{shell: '(sleep 0.4; shuttle get service >later.txt) >/dev/null 2>&1 & exit 0'}]}
  waits: {actions: [{shell: 'shuttle run trapped; echo $?'}]}
  trapped: {actions: [{shell: "trap 'echo told; exit 0' TERM; sleep 30 & echo ready; wait"}]}
  given: {actions: [{shell: sh ./given.sh}]}
`;

describe("a call of shuttle from within a script", () => {
  const world = withProjectWorld();
  const run = (name: string, options?: ProcessOptions): Promise<ProcessResult> =>
    shuttle(world(), ["run", name], options);

  beforeEach(() =>
    world().write({
      "project/shuttle.yaml": PROJECT,
      "project/sub/file.txt": "below",
      "plan/plan.yaml": "scripts: {}\n",
      "plan/templates/hello.tmpl": "Hello {{ .Args.name }} of {{ .Vars.service }}\n",
      "plan/templates/long.tmpl": "{{ range until 5000 }}{{ . }}\n{{ end }}",
      "plan/templates/broken.tmpl": "one {{ .Vars.service.x }}",
      "plan/templates/env.tmpl": '{{ env "OTHER" }}|{{ env "project" }}\n',
      "plan/templates/given.tmpl": "{{ getFileContent .Args.path }}",
      "plan/templates/file.tmpl": '{{ getFileContent "file.txt" }}',
      "other/shuttle.yaml": "plan: false\nvars: {service: other}\n",
    }),
  );

  it.each(SCRIPTS)("is the same as a process of its own: %s", async (text) => {
    world().write({ "project/given.sh": text });

    const answered = await run("given");
    const own = await run("given", { environment: { SHUTTLE_NESTED: "process" } });

    expect(answered).toEqual(own);
  });

  it("is answered without starting a Node.js", async () => {
    world().write({
      "project/given.sh": "SHUTTLE_NODE=/bin/false; export SHUTTLE_NODE; shuttle get service",
    });

    expect(await run("given")).toMatchObject({ stdout: "shop\n", status: 0 });
  });

  it.each([
    ["the number of no process", "999999999:1:00"],
    ["a wrong token", "$(echo $SHUTTLE_PARENT | sed 's/.$/x/')"],
    ["nothing", ""],
  ])("is a process of its own with %s in SHUTTLE_PARENT", async (_, address) => {
    world().write({ "project/given.sh": `export SHUTTLE_PARENT=${address}; shuttle get service` });

    expect(await run("given")).toMatchObject({ stdout: "shop\n", stderr: "", status: 0 });
  });

  it("is a process of its own once the outer one has ended", async () => {
    await run("later");
    await new Promise((resolve) => setTimeout(resolve, 1500));

    expect(world().read("project/later.txt")).toBe("shop");
  });

  it("passes a signal on to the script that it runs, and waits for it", async () => {
    const result = await run("waits", {
      onStart: (child) => child.stdout?.once("data", () => child.kill("SIGTERM")),
    });

    expect(result).toMatchObject({ stdout: "ready\ntold\n", status: 2 });
  });

  it("is answered only to who knows the token", async () => {
    const answers: string[] = [];

    await run("token", {
      onStart: (child) =>
        child.stdout?.once("data", (line: Buffer) => {
          const port = Number(line.toString().split(":")[1]);
          const send = ["", "call", "", "/", "1", "version", String(process.pid), ""].join("\0");
          const socket = connect(port, "127.0.0.1", () => socket.write(`${"0".repeat(32)}${send}`));
          socket.on("data", (data) => answers.push(data.toString()));
          socket.on("close", () => child.kill("SIGTERM"));
        }),
    });

    expect(answers).toEqual([]);
  });
});
