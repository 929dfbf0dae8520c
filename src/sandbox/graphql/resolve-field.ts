import type { GraphQLFieldResolver } from "graphql";

/**
 * Answers a field from the view it is asked of: a member, or what a member answers to the field's arguments.
 * Throws for a field that the view lacks, as it would be answered wrongly.
 */
export const resolveField: GraphQLFieldResolver<unknown, unknown> = (
  view,
  args: unknown,
  _,
  { fieldName, parentType },
) => {
  const member = isView(view) ? view[fieldName] : undefined;
  if (member === undefined)
    throw new Error(`the sandbox has no answer for ${parentType.name}.${fieldName}`);
  return isAnswering(member) ? member(args) : member;
};

function isView(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isAnswering(member: unknown): member is (args: unknown) => unknown {
  return typeof member === "function";
}
