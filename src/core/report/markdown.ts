import { oneLine } from "../refusal.ts";

/** Foreign text in Markdown: one line, nothing in it formats, links, mentions or ends a table's cell. */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]#|~]|^[-+]|^\d+(?=[.)])/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", "@\u200b")
    .replace(/:\/\//g, ":\u200b//")
    .replace(/\bwww\./gi, "www\u200b.");
}

/** Foreign text as code, in a fence that it can't end; also inside a table. */
export function codeSpan(text: string): string {
  const line = oneLine(text).replaceAll("|", "\u2223");
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const padding = line === "" || line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** A sentence of ours, which may quote foreign text, after a colon: only its period is added. */
export function phraseOf(text: string): string {
  const escaped = escapeMarkdown(text);
  return /[.!?…]$/.test(escaped) ? escaped : `${escaped}.`;
}

/** The same on its own: with a capital letter. */
export function sentenceOf(text: string): string {
  const phrase = phraseOf(text);
  return `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}`;
}

/** GitHub logins hold letters, digits and hyphens; anything else is shown, not mentioned. */
export function mention(login: string): string {
  return /^[A-Za-z\d](?:[A-Za-z\d-]{0,38})$/.test(login) ? `@${login}` : escapeMarkdown(login);
}

/** `2026-11-25 10:42 UTC`. */
export function shortTime(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return escapeMarkdown(time);
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** At most so many UTF-16 units, with an ellipsis when something is missing. */
export function truncate(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
