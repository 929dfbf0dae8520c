/** HTML between the lines of a Markdown text. */
export type Html = {
  readonly kind: "html";
  /** Ends with the line that has it; undefined: before a blank line. */
  readonly end: RegExp | undefined;
};

/** Those that may hold blank lines, and what ends them. */
const UNTIL_END: readonly (readonly [RegExp, RegExp])[] = [
  [/^<(?:script|pre|style|textarea)(?:[ >]|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^<!--/, /-->/],
  [/^<\?/, /\?>/],
  [/^<!\[CDATA\[/, /\]\]>/],
  [/^<![A-Za-z]/, />/],
];

/** Those that begin wherever their tag begins a line. */
const KNOWN_TAG =
  /^<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?: |\/?>|$)/i;

/** Any tag that is alone on its line, where no paragraph is open. */
const TAG_ALONE = /^<\/?[A-Za-z][A-Za-z0-9-]*(?:[ /].*)?> *$/;

/** The HTML block that begins with the text, if one does. */
export function readHtmlStart(text: string, mayBeAnyTag: boolean): Html | undefined {
  const known = UNTIL_END.find(([begin]) => begin.test(text));
  if (known !== undefined) return { kind: "html", end: known[1] };
  if (KNOWN_TAG.test(text) || (mayBeAnyTag && TAG_ALONE.test(text))) {
    return { kind: "html", end: undefined };
  }
  return undefined;
}
