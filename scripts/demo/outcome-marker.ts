/** What Ham's status comment says to machines about a request. */
export function outcomeIn(
  bodies: readonly string[],
  request: string,
): { readonly outcome: string; readonly reason: string | null } | undefined {
  for (const body of bodies) {
    for (const [, text = ""] of body.matchAll(/^<!-- ham:answered (\{.*\}) -->$/gm)) {
      const found = parse(text);
      if (found?.["request"] !== request) continue;
      const { outcome, reason } = found;
      return { outcome: String(outcome), reason: typeof reason === "string" ? reason : null };
    }
  }
  return undefined;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
