/** Something that GitHub would not accept or not answer: a fault of the caller's code, or of the sandbox itself. */
export type SandboxProblem = {
  readonly kind:
    | "unknown-operation"
    | "invalid-request"
    | "invalid-response"
    | "internal-error"
    | "invalid-event";
  /** An operation id, or method and path when there is none. */
  readonly operation: string;
  /** What is wrong, as one sentence. */
  readonly message: string;
};

/** What went wrong so far. Tests fail when something is left in it. */
export class ProblemList {
  #problems: SandboxProblem[] = [];

  list(): readonly SandboxProblem[] {
    return [...this.#problems];
  }

  record(problem: SandboxProblem): void {
    this.#problems.push(problem);
  }

  /** Everything recorded so far, which is then forgotten: for tests that provoke it. */
  take(): readonly SandboxProblem[] {
    const taken = this.#problems;
    this.#problems = [];
    return taken;
  }
}
