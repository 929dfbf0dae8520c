import { YamlError } from "./yaml-error.ts";

/** With the `u` flag a surrogate matches only where it stands alone: a byte that is not UTF-8. */
const FOREIGN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ud800-\udfff\ufffe\uffff]/u;

/**
 * The text without a byte order mark. Throws a YamlError for a character that YAML forbids; yaml.v2
 * names no line, so the text doesn't, but the error does.
 */
export function checkText(text: string): string {
  const found = FOREIGN.exec(text);
  if (found !== null) {
    const line = text.slice(0, found.index).split(/\r\n|[\r\n\u0085\u2028\u2029]/).length;
    throw new YamlError("syntax", reasonFor(found[0]), { line });
  }
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

function reasonFor(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0xd800 || code > 0xdfff) return "control characters are not allowed";
  const byte = code - 0xdc00;
  return byte >= 0xc0 && byte < 0xf8
    ? "invalid trailing UTF-8 octet"
    : "invalid leading UTF-8 octet";
}
