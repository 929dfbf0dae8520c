import { parsePlanReference } from "./plan-reference.ts";
import { refuseShuttle, type ShuttleRefusal } from "./shuttle-refusal.ts";

export type Documentation = { readonly kind: "url"; readonly url: string };

/**
 * Where the documentation of a project's plan is: at the plan file's `documentation`, a URL or a plan
 * reference, else at the plan's own repository.
 */
export function resolveDocumentation(references: {
  /** `documentation` of the plan file, `""` for none. */
  readonly documentation: string;
  /** `plan` of the project file, `""` for none. */
  readonly plan: string;
}): Documentation | ShuttleRefusal {
  const reference = references.documentation === "" ? references.plan : references.documentation;
  if (reference === "") {
    return refuseShuttle("documentation-missing", "Could not find any plan documentation");
  }
  const plan = parsePlanReference(reference);
  if (plan.kind === "git") {
    // `host:path` is the form of ssh; a colon in a URL is a port.
    const isSsh = plan.protocol === "ssh";
    const address = isSsh ? plan.repository.replace(":", "/") : plan.repository;
    return { kind: "url", url: `https://${address}` };
  }
  if (/^https?:\/\//.test(reference)) return { kind: "url", url: reference };
  if (/^(?:\/|\.\.?(?:\/|$))/.test(reference)) {
    const message = "Local plan has no documentation";
    return refuseShuttle("documentation-of-local-plan", message, 2);
  }
  const message = `Could not detect protocol for plan '${reference}'`;
  return refuseShuttle("documentation-unknown-protocol", message);
}
