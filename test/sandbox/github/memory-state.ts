import type { SandboxState } from "../../../src/sandbox/state.ts";
export function createMemoryState(): SandboxState {
  const c = (key = "id"): any => {
    const m = new Map<unknown, any>();
    return {
      get: (k: any) => m.get(k),
      find: (t: any) => [...m.values()].find(t),
      filter: (t: any) => [...m.values()].filter(t),
      put: (x: any) => void m.set(x[key], x),
      remove: (k: any) => void m.delete(k),
    };
  };
  let id = 0;
  const s: any = { nextId: () => ++id, organizations: c("login"), accessTokens: c("token") };
  return new Proxy(s, { get: (t, k) => (t[k] ??= c()) }) as never;
}
