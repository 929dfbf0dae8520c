import type { Commit } from "../../git/git-store.ts";
import { accountByEmail } from "../../github/accounts.ts";
import { gitOf } from "../../github/repositories.ts";
import type { Repository } from "../../model.ts";
import type { View, Views } from "../view.ts";

/** Null for a commit that nobody signed. Only the sandbox's own key is known, so only its signatures are valid. */
export async function signatureView(
  { context, user }: Views,
  repository: Repository,
  commit: Commit,
): Promise<View | null> {
  const found = await gitOf(context, repository).verification(commit.oid);
  const { verified, signature, payload } = found;
  if (signature === null) return null;
  const signer = accountByEmail(context, commit.committer.email);
  return {
    ...kindOf(signature),
    email: commit.committer.email,
    isValid: verified,
    state: verified ? "VALID" : "UNKNOWN_KEY",
    wasSignedByGitHub: verified,
    signature,
    payload: payload ?? "",
    signer: () => (signer === undefined ? null : user(signer)),
  };
}

function kindOf(signature: string) {
  if (signature.startsWith("-----BEGIN SSH"))
    return { __typename: "SshSignature", keyFingerprint: null };
  if (signature.startsWith("-----BEGIN PGP")) return { __typename: "GpgSignature", keyId: null };
  return { __typename: "UnknownSignature" };
}
