/** `concurrency` of workflows: in a group one runs and one waits; a newer one takes the place of what waits. */
export type Turn =
  { readonly kind: "now"; readonly leave: () => void } | { readonly kind: "replaced" };

type Member = { readonly cancel: () => void };

type Waiting = { readonly take: () => void; readonly giveUp: () => void };

type Group = { running: Member; waiting: Waiting | null };

export class ConcurrencyGroups {
  readonly #groups = new Map<string, Group>();

  /** Resolves when it is this one's turn, or when a newer one has replaced it. Whoever had a turn leaves. */
  enter(
    name: string,
    member: Member,
    { cancelInProgress }: { readonly cancelInProgress: boolean },
  ): Promise<Turn> {
    const group = this.#groups.get(name);
    const turn: Turn = { kind: "now", leave: () => this.#leave(name) };
    if (group === undefined) {
      this.#groups.set(name, { running: member, waiting: null });
      return Promise.resolve(turn);
    }
    group.waiting?.giveUp();
    const entered = new Promise<Turn>((resolve) => {
      group.waiting = {
        take: () => {
          group.running = member;
          group.waiting = null;
          resolve(turn);
        },
        giveUp: () => resolve({ kind: "replaced" }),
      };
    });
    if (cancelInProgress) group.running.cancel();
    return entered;
  }

  /** What waits will not run. */
  close(): void {
    for (const { waiting } of this.#groups.values()) waiting?.giveUp();
  }

  #leave(name: string): void {
    const waiting = this.#groups.get(name)?.waiting;
    if (waiting === null || waiting === undefined) this.#groups.delete(name);
    else waiting.take();
  }
}
