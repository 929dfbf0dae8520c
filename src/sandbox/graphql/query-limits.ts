import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  type GraphQLCompositeType,
  GraphQLError,
  type GraphQLField,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isInterfaceType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { githubError } from "./github-error.ts";

/** What one query may ask for; GitHub answers less than this in practice, never reliably more. */
export type QueryLimits = {
  readonly nodes: number;
  /** `Repository.object` fields, aliases counted, multiplied where they stand below a connection. */
  readonly objects: number;
  /** `Commit.history` fields with a path, counted likewise. */
  readonly pathHistories: number;
  readonly answerBytes: number;
};

export const defaultQueryLimits: QueryLimits = {
  nodes: 500_000,
  objects: 100,
  pathHistories: 20,
  answerBytes: 2_000_000,
};

/** What a query asks for at most, before any of it is looked up. */
export type QueryDemand = {
  readonly nodes: number;
  readonly objects: number;
  readonly pathHistories: number;
  /** Points of the primary rate limit, by GitHub's formula: a request per connection, per 100, at least 1. */
  readonly cost: number;
};

type PreparedOperation = {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
};

/** The document must be valid: fragments without cycles, known fields. */
export function measureDemand(prepared: PreparedOperation): QueryDemand {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of prepared.document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  }
  const tally = { nodes: 0, objects: 0, pathHistories: 0, requests: 0 };
  const root = prepared.schema.getRootType(prepared.operation.operation);
  if (root) {
    walk({ prepared, fragments, tally }, root, [prepared.operation.selectionSet], 1);
  }
  const { requests, ...demand } = tally;
  return { ...demand, cost: Math.max(1, Math.round(requests / 100)) };
}

/** The error GitHub would answer with, or undefined. */
export function checkDemand(demand: QueryDemand, limits: QueryLimits): GraphQLError | undefined {
  if (demand.nodes > limits.nodes) {
    return githubError(
      "MAX_NODE_LIMIT_EXCEEDED",
      `This query requests up to ${count(demand.nodes)} possible nodes which exceeds the maximum limit of ${count(limits.nodes)}.`,
    );
  }
  if (demand.objects > limits.objects) {
    return overLimit(`${count(demand.objects)} object() fields`, count(limits.objects));
  }
  if (demand.pathHistories > limits.pathHistories) {
    return overLimit(
      `${count(demand.pathHistories)} history(path:) fields`,
      count(limits.pathHistories),
    );
  }
  return undefined;
}

/** The error for an answer that is too long, or undefined. */
export function checkAnswerSize(bytes: number, limits: QueryLimits): GraphQLError | undefined {
  if (bytes <= limits.answerBytes) return undefined;
  return overLimit(`an answer of ${count(bytes)} bytes`, count(limits.answerBytes));
}

function overLimit(asked: string, limit: string): GraphQLError {
  return githubError(
    "RESOURCE_LIMITS_EXCEEDED",
    `Resource limits for this query exceeded: it asks for ${asked}, the limit is ${limit}.`,
  );
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

type Walk = {
  readonly prepared: PreparedOperation;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly tally: { nodes: number; objects: number; pathHistories: number; requests: number };
};

/** `copies`: how often this part of the answer can occur. */
function walk(
  state: Walk,
  parent: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
  copies: number,
): void {
  for (const { field, nodes } of collectFields(state, parent, selectionSets)) {
    const [node] = nodes;
    if (node === undefined) continue;
    const values = getArgumentValues(field, node, state.prepared.variables);
    const below = copies * tallyField(state, { field, values, copies });
    const type = getNamedType(field.type);
    if (isCompositeType(type)) {
      const inner = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      walk(state, type, inner, below);
    }
  }
}

/** Counts one field; the answer is how many nodes it multiplies what is below it by. */
function tallyField(
  { tally }: Walk,
  use: {
    readonly field: GraphQLField<unknown, unknown>;
    readonly values: Readonly<Record<string, unknown>>;
    readonly copies: number;
  },
): number {
  const { field, values, copies } = use;
  if (field.name === "object" && "expression" in argumentNames(field)) tally.objects += copies;
  if (field.name === "history" && typeof values["path"] === "string") tally.pathHistories += copies;
  const size = listSize(field, values);
  if (size === undefined) return 1;
  tally.requests += copies;
  tally.nodes += copies * size;
  return size;
}

function listSize(
  field: GraphQLField<unknown, unknown>,
  values: Readonly<Record<string, unknown>>,
): number | undefined {
  if (field.name === "nodes" && Array.isArray(values["ids"])) return values["ids"].length;
  if (!getNamedType(field.type).name.endsWith("Connection")) return undefined;
  const size = values["first"] ?? values["last"];
  // Without both only `totalCount` may be asked for: one look-up, no nodes.
  return typeof size === "number" ? Math.max(0, size) : 0;
}

function argumentNames(field: GraphQLField<unknown, unknown>): Readonly<Record<string, true>> {
  return Object.fromEntries(field.args.map(({ name }) => [name, true]));
}

type CollectedField = {
  readonly field: GraphQLField<unknown, unknown>;
  readonly nodes: FieldNode[];
};

/** Fields as execution merges them: one for each alias and type condition. */
function collectFields(
  state: Walk,
  parent: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
): Iterable<CollectedField> {
  const collected = new Map<string, CollectedField>();
  const spread = new Set<string>();
  const visit = (type: GraphQLCompositeType, selection: SelectionNode): void => {
    if (!isIncluded(selection, state.prepared.variables)) return;
    if (selection.kind === Kind.FIELD) {
      addField(collected, type, selection);
      return;
    }
    const fragment = resolveFragment(state, type, selection, spread);
    fragment?.selections.forEach((inner) => visit(fragment.type, inner));
  };
  for (const set of selectionSets) set.selections.forEach((selection) => visit(parent, selection));
  return collected.values();
}

function addField(
  collected: Map<string, CollectedField>,
  type: GraphQLCompositeType,
  node: FieldNode,
): void {
  if (!isObjectType(type) && !isInterfaceType(type)) return;
  const field = type.getFields()[node.name.value];
  if (field === undefined) return;
  const key = `${type.name}.${(node.alias ?? node.name).value}`;
  const known = collected.get(key);
  if (known) known.nodes.push(node);
  else collected.set(key, { field, nodes: [node] });
}

function resolveFragment(
  state: Walk,
  parent: GraphQLCompositeType,
  selection: Exclude<SelectionNode, FieldNode>,
  spread: Set<string>,
):
  | { readonly type: GraphQLCompositeType; readonly selections: readonly SelectionNode[] }
  | undefined {
  if (selection.kind === Kind.FRAGMENT_SPREAD) {
    const fragment = state.fragments.get(selection.name.value);
    if (fragment === undefined || spread.has(selection.name.value)) return undefined;
    spread.add(selection.name.value);
    return narrow(state, parent, fragment.typeCondition.name.value, fragment.selectionSet);
  }
  const condition = selection.typeCondition?.name.value ?? parent.name;
  return narrow(state, parent, condition, selection.selectionSet);
}

function narrow(
  state: Walk,
  parent: GraphQLCompositeType,
  condition: string,
  { selections }: SelectionSetNode,
): { readonly type: GraphQLCompositeType; readonly selections: readonly SelectionNode[] } {
  const type = state.prepared.schema.getType(condition);
  if (!isCompositeType(type)) return { type: parent, selections };
  // `... on Node` within a Commit selects the Commit's own fields: count them as such, once.
  return { type: isAbstractType(type) && isObjectType(parent) ? parent : type, selections };
}

function isIncluded(node: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.["if"] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.["if"] !== false;
}
