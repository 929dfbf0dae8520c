import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { connection } from "../../../src/sandbox/graphql/connection.ts";
import type { PageArguments } from "../../../src/sandbox/graphql/connection.ts";
import { at, textAt } from "./client.ts";

const pageOf = (items: readonly number[], args: PageArguments) => {
  const { nodes, pageInfo } = connection({
    name: "things",
    args,
    items,
    keyOf: (item) => item,
    toNode: (item) => item,
  });
  return { nodes: called(nodes), info: called(pageInfo) };
};

describe("connection", () => {
  const lists = fc.uniqueArray(fc.integer(), { maxLength: 30 });
  const sizes = fc.integer({ min: 1, max: 7 });

  it("gives each item once when it is paged through, in either direction", () => {
    fc.assert(
      fc.property(lists, sizes, (items, size) => {
        expect(walk(items, (after) => ({ first: size, after }), "forward")).toEqual(items);
        expect(walk(items, (before) => ({ last: size, before }), "backward")).toEqual(items);
      }),
    );
  });

  it("goes on at the same place when items before it have come or gone", () => {
    fc.assert(
      fc.property(lists, fc.nat(29), fc.nat(29), (items, cut, gone) => {
        fc.pre(cut + 1 < items.length);
        const { info } = pageOf(items, { first: cut + 1 });
        const after = textAt(info, "endCursor");
        const rest = items.slice(cut + 1);
        const added = [Number.MIN_SAFE_INTEGER, ...items];
        const removed = items.filter((_, index) => index !== gone || index > cut);

        expect(pageOf(added, { first: 100, after }).nodes).toEqual(rest);
        expect(pageOf(removed, { first: 100, after }).nodes).toEqual(rest);
      }),
    );
  });

  it("says whether there is more", () => {
    expect(pageOf([1, 2, 3], { first: 2 }).info).toMatchObject({
      hasNextPage: true,
      hasPreviousPage: false,
    });
    expect(pageOf([1, 2, 3], { last: 2 }).info).toMatchObject({
      hasNextPage: false,
      hasPreviousPage: true,
    });
    expect(pageOf([], { first: 2 }).info).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
  });

  it("has a count and edges with what is theirs", () => {
    const shape = { name: "things", args: { first: 1 }, items: ["a", "b"] };
    const made = connection({
      ...shape,
      keyOf: (item) => item,
      toNode: (item) => item,
      toEdge: (item) => ({ role: `of ${item}` }),
    });

    expect(made["totalCount"]).toBe(2);
    expect(called(made["edges"])).toMatchObject([{ cursor: expect.any(String), role: "of a" }]);
  });

  it("refuses cursors that are none", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (after) => {
        expect(() => pageOf([1], { first: 1, after }).nodes).toThrow("valid cursor");
      }),
    );
  });
});

function walk(
  items: readonly number[],
  toArguments: (cursor: string | null) => PageArguments,
  direction: "forward" | "backward",
): readonly unknown[] {
  const pages: unknown[][] = [];
  let cursor: string | null = null;
  for (let isMore: unknown = true; isMore === true;) {
    const { nodes, info } = pageOf(items, toArguments(cursor));
    pages.push(Array.isArray(nodes) ? nodes : []);
    const [more, edge] =
      direction === "forward" ? ["hasNextPage", "endCursor"] : ["hasPreviousPage", "startCursor"];
    isMore = at(info, more);
    const found = at(info, edge);
    cursor = typeof found === "string" ? found : null;
  }
  return (direction === "forward" ? pages : pages.reverse()).flat();
}

function called(member: unknown): unknown {
  return typeof member === "function" ? Reflect.apply(member, undefined, []) : member;
}
