import type { Signature } from "../../git/git-store.ts";
import { accountByEmail } from "../../github/accounts.ts";
import { secondsToIso } from "../../github/instants.ts";
import type { View, Views } from "../view.ts";

/** An author, committer or tagger. */
export function gitActorView({ context, user }: Views, signature: Signature): View {
  const account = accountByEmail(context, signature.email);
  return {
    __typename: "GitActor",
    name: signature.name,
    email: signature.email,
    date: zonedTime(signature),
    user: () => (account === undefined ? null : user(account)),
  };
}

/** In the zone where it was written, as GitHub gives a `GitTimestamp`. */
function zonedTime({ seconds, offset }: Signature): string {
  if (offset === 0) return secondsToIso(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.abs(offset);
  const zone = `${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`;
  return secondsToIso(seconds + offset * 60).replace("Z", `${offset < 0 ? "-" : "+"}${zone}`);
}
