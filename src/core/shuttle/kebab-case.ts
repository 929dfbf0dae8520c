/**
 * The flag of a script argument: `fooBar`, `foo_bar`, `foo.bar`, `FOO_BAR` and `foo bar` are `foo-bar`.
 * Digits are words of their own, letters beyond ASCII stay as they are.
 */
export function toKebabCase(name: string): string {
  return name
    .trim()
    .replace(/(?<=[a-z])(?=[A-Z\d])|(?<=\d)(?=[A-Za-z])|(?<=[A-Z])(?=\d|[A-Z][a-z])/g, "-")
    .replace(/[ _.]/g, "-")
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
