import { GithubProblem } from "../../github/problem.ts";
import type { Views } from "../view.ts";

type Payload = Readonly<Record<string, unknown>>;

type Given<Input> = { readonly input: Input & { readonly clientMutationId?: string | null } };

/** A field of `Mutation`: carries out what the input says and answers with the payload. */
export type Mutation<Input> = (given: Given<Input>) => Promise<Payload>;

/** `name` is the field's; a person who may not is told so by it, an App in the words that REST has, too. */
export function mutation<Input>(
  { caller }: Views,
  name: string,
  perform: (input: Input) => Payload | Promise<Payload>,
): Mutation<Input> {
  return async ({ input }) => {
    try {
      return { clientMutationId: input.clientMutationId ?? null, ...(await perform(input)) };
    } catch (error) {
      const isPerson = caller.kind === "user";
      if (!isPerson || !(error instanceof GithubProblem) || error.code !== "forbidden") throw error;
      throw new GithubProblem(
        "forbidden",
        `${caller.login} does not have the correct permissions to execute \`${capitalised(name)}\``,
      );
    }
  };
}

function capitalised(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
