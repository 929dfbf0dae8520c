/** A runner kills 7.5 seconds after its first signal, and 2.5 seconds after its second. */
export const GRACE_MS = 3_000;
