/** Something wrong in a workflow or action file; lines and columns count from 1. */
export type FileProblem = {
  readonly kind: "invalid" | "unsupported";
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
};
