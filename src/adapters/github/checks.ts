import * as v from "valibot";

import type { CheckReport, Checks } from "../../flows/ports/conversation.ts";
import { type Client, ask, find } from "./client.ts";
import { repositoryParameters } from "./document.ts";
import type { Github } from "./installation.ts";

/** What GitHub takes in one request. */
const ANNOTATIONS_PER_REQUEST = 50;
const MAX_SUMMARY_LENGTH = 65_000;
const MAX_MESSAGE_LENGTH = 60_000;

/** Check runs by Ham on GitHub. */
export function createChecks(options: {
  readonly github: Pick<Github, "reader">;
  /** `<slug>[bot]`. */
  readonly appLogin: string;
}): Checks {
  const client = options.github.reader;
  const slug = options.appLogin.replace(/\[bot\]$/, "");
  return {
    report: async (check) => {
      if (isSame(await findCheck(client, check, slug), check)) return;
      const [first = [], ...others] = portionsOf(check.annotations);
      const id = await createCheck(client, check, first);
      for (const annotations of others) await addAnnotations(client, check, id, annotations);
    },
  };
}

const foundSchema = v.object({
  check_runs: v.array(
    v.object({
      app: v.nullable(v.object({ slug: v.optional(v.string()) })),
      conclusion: v.nullable(v.string()),
      output: v.object({ title: v.nullable(v.string()), summary: v.nullable(v.string()) }),
    }),
  ),
});
type FoundCheck = v.InferOutput<typeof foundSchema>["check_runs"][number];

async function findCheck(
  client: Client,
  check: CheckReport,
  slug: string,
): Promise<FoundCheck | undefined> {
  const route = "GET /repos/{owner}/{repo}/commits/{ref}/check-runs";
  const parameters = {
    ...repositoryParameters(check.repository),
    ref: check.commit,
    check_name: check.name,
    filter: "latest",
  };
  const found = await find(client, route, parameters, foundSchema);
  return found?.check_runs.find(({ app }) => app?.slug === slug);
}

/** One that says something else takes the old one's place: its annotations could only be added to. */
function isSame(found: FoundCheck | undefined, check: CheckReport): boolean {
  if (found === undefined) return false;
  const { title, summary } = outputOf(check, []);
  const { conclusion, output } = found;
  return conclusion === check.conclusion && output.title === title && output.summary === summary;
}

type Annotations = CheckReport["annotations"];

const idSchema = v.object({ id: v.number() });

async function createCheck(
  client: Client,
  check: CheckReport,
  annotations: Annotations,
): Promise<number> {
  const route = "POST /repos/{owner}/{repo}/check-runs";
  const parameters = {
    ...repositoryParameters(check.repository),
    name: check.name,
    head_sha: check.commit,
    status: "completed",
    conclusion: check.conclusion,
    output: outputOf(check, annotations),
  };
  return (await ask(client, route, parameters, idSchema)).id;
}

async function addAnnotations(
  client: Client,
  check: CheckReport,
  id: number,
  annotations: Annotations,
): Promise<void> {
  const route = "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}";
  const repository = repositoryParameters(check.repository);
  const output = outputOf(check, annotations);
  await ask(client, route, { ...repository, check_run_id: id, output }, idSchema);
}

function outputOf(check: CheckReport, annotations: Annotations) {
  return {
    title: check.title,
    summary: check.summary.slice(0, MAX_SUMMARY_LENGTH),
    annotations: annotations.map(({ path, line, message }) => ({
      path,
      start_line: line,
      end_line: line,
      annotation_level: "failure",
      message: message.slice(0, MAX_MESSAGE_LENGTH),
    })),
  };
}

function portionsOf(annotations: Annotations): readonly Annotations[] {
  const count = Math.ceil(annotations.length / ANNOTATIONS_PER_REQUEST);
  return Array.from({ length: count }, (_, index) =>
    annotations.slice(index * ANNOTATIONS_PER_REQUEST, (index + 1) * ANNOTATIONS_PER_REQUEST),
  );
}
