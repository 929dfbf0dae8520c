import type { SandboxState } from "../state.ts";

/** The sandbox's time: that of the machine, or another's, plus what it was advanced by; a restart keeps that. */
export class SandboxClock {
  readonly #state: SandboxState;
  readonly #base: () => Date;

  constructor(state: SandboxState, base: () => Date = () => new Date()) {
    this.#state = state;
    this.#base = base;
  }

  readonly now = (): Date => new Date(this.#base().getTime() + this.#offset());

  /** Tokens expire, limits recover and artifacts age as if that much time had passed. */
  advance(milliseconds: number): Date {
    this.#state.settings.put({ name: settingName, value: this.#offset() + milliseconds });
    return this.now();
  }

  #offset(): number {
    const value = this.#state.settings.get(settingName)?.value;
    return typeof value === "number" ? value : 0;
  }
}

const settingName = "clockOffset";
