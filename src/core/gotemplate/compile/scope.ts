/** The variables that a place of a template sees; the innermost comes first. */
export type Scope = {
  readonly name: string;
  readonly slot: number;
  readonly outer: Scope | undefined;
};

/** Gives each declaration of one definition a slot of its own. `$` has slot 0. */
export class Slots {
  scope: Scope | undefined = { name: "$", slot: 0, outer: undefined };
  count = 1;

  declare(name: string): number {
    const slot = this.count;
    this.count += 1;
    this.scope = { name, slot, outer: this.scope };
    return slot;
  }

  /** `undefined` for what has not been declared: Go's parser lets assignments declare, its engine doesn't. */
  find(name: string): number | undefined {
    for (let scope = this.scope; scope !== undefined; scope = scope.outer) {
      if (scope.name === name) return scope.slot;
    }
    return undefined;
  }

  /** Variables declared meanwhile are forgotten afterwards. */
  inScope<T>(compile: () => T): T {
    const { scope } = this;
    const result = compile();
    this.scope = scope;
    return result;
  }
}
