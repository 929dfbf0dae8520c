/** So many subjects at once: a sweep after a long pause must not use up GitHub's limits. */
const AT_ONCE = 4;

/** Runs tasks: those of one subject one after another, some subjects at a time. */
export async function inOrder<T, R>(
  all: readonly T[],
  subjectOf: (one: T) => string,
  task: (one: T) => Promise<R>,
): Promise<readonly R[]> {
  const subjects = new Map<string, T[]>();
  for (const one of all) {
    const subject = subjectOf(one);
    subjects.set(subject, [...(subjects.get(subject) ?? []), one]);
  }
  const waiting = [...subjects.values()];
  const results: R[] = [];
  const work = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      for (const one of group) results.push(await task(one));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}
