/** Does what the named action would do. */
import { ActionsError } from "../actions-error.ts";
import type { BuiltIn, BuiltInName } from "./built-in.ts";
import { checkout } from "./checkout.ts";
import { setupNode } from "./setup-node.ts";
import { uploadArtifact } from "./upload-artifact.ts";

export function builtInAction(name: BuiltInName): BuiltIn {
  switch (name) {
    case "actions/checkout":
      return checkout;
    case "actions/setup-node":
      return setupNode;
    case "actions/upload-artifact":
      return uploadArtifact;
    case "actions/attest":
    case "actions/attest-build-provenance":
    case "actions/attest-sbom":
      return () => Promise.reject(noAttestations(name));
  }
}

function noAttestations(name: BuiltInName): ActionsError {
  return new ActionsError(
    "unsupported",
    `The sandbox doesn't support \`${name}\`: it has nobody who signs. Leave the step out by its \`if\`.`,
  );
}
