/** The token by which an action, not a script, speaks for its job: ACTIONS_RUNTIME_TOKEN. */
import type { SandboxContext } from "../context.ts";
import { isSignatureOf, signatureOf } from "../http/signature.ts";
import type { WorkflowJob, WorkflowRun } from "../model.ts";
import { parseRuntimeToken } from "./runtime-token-schema.ts";

/** Who asks: a job that runs. */
export type RuntimeCaller = { readonly run: WorkflowRun; readonly job: WorkflowJob };

/** How the service names a run and a job; clients take these from the token and give them back. */
export function backendIds({ run, job }: RuntimeCaller): {
  readonly runBackendId: string;
  readonly jobBackendId: string;
} {
  return { runBackendId: `run-${run.id}`, jobBackendId: `job-${job.id}` };
}

/** A JSON web token that counts while the job runs. */
export function createRuntimeToken(context: SandboxContext, caller: RuntimeCaller): string {
  const { runBackendId, jobBackendId } = backendIds(caller);
  const iat = Math.floor(context.now().getTime() / 1000);
  const claims = {
    iss: context.baseUrl(),
    iat,
    exp: iat + lifetimeSeconds,
    scp: `Actions.Results:${runBackendId}:${jobBackendId}`,
    job: caller.job.id,
  };
  const signed = `${encode({ typ: "JWT", alg: "HS256" })}.${encode(claims)}`;
  return `${signed}.${signatureOf(context, signed).toString("base64url")}`;
}

/** Undefined for what this sandbox has not signed, what has expired, and jobs that have ended. */
export function runtimeCaller(context: SandboxContext, token: string): RuntimeCaller | undefined {
  const parsed = parseRuntimeToken(token);
  if (parsed === undefined) return undefined;
  if (!isSignatureOf(context, parsed.signed, parsed.signature)) return undefined;
  if (parsed.exp <= context.now().getTime() / 1000) return undefined;
  const job = context.state.workflowJobs.get(parsed.job);
  const run = job === undefined ? undefined : context.state.workflowRuns.get(job.runId);
  if (job === undefined || run === undefined || job.status !== "in_progress") return undefined;
  return { run, job };
}

/** No job may take longer. */
const lifetimeSeconds = 6 * 60 * 60;

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
