import sax from "sax";

/** Told of the elements of a text, one after another; an empty element is opened and closed. */
export type XmlListener = {
  readonly opened: (element: XmlElement) => void;
  readonly closed: () => void;
};

export type XmlElement = {
  /** Without a prefix. */
  readonly name: string;
  /** As they are written, with their prefixes. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly line: number;
};

export type BrokenXml = { readonly message: string; readonly line: number };

/** A report has a handful of levels. */
const MAX_DEPTH = 100;
/** Each takes a while. */
const MAX_MISTAKES = 10_000;
/** Characters that are read before it is asked whether to go on. */
const PORTION = 1 << 16;
/** After these nobody knows which elements there are. Other mistakes are in texts, which tools write as they come. */
const FATAL =
  /close tag|closing tag|unclosed|unexpected end|outside of root|before first tag|unquoted/i;

/**
 * Reads the elements of a text without keeping them, so that a report of any form costs one pass and little
 * memory. Undefined: to its end.
 */
export function readXml(text: string, listener: XmlListener): BrokenXml | undefined {
  const parser = sax.parser(true);
  let broken: BrokenXml | undefined;
  let depth = 0;
  let roots = 0;
  let mistakes = 0;
  let attributes = new Map<string, string>();
  const line = (): number => parser.line + 1;
  const stop = (message: string): void => void (broken ??= { message, line: line() });
  parser.onerror = ({ message }) => {
    const [reason = ""] = message.split("\n");
    mistakes += 1;
    if (FATAL.test(reason) || mistakes > MAX_MISTAKES) stop(reason);
    // Else it would refuse to go on.
    parser.resume();
  };
  parser.onattribute = ({ name, value }) => void attributes.set(name, value);
  parser.onopentag = ({ name }) => {
    if (depth === 0) roots += 1;
    if (roots > 1) stop("A second root element");
    if (depth === MAX_DEPTH) stop(`More than ${MAX_DEPTH} elements in one another`);
    depth += 1;
    if (broken === undefined) listener.opened({ name: localName(name), attributes, line: line() });
    attributes = new Map();
  };
  parser.onclosetag = () => {
    depth -= 1;
    if (broken === undefined) listener.closed();
  };
  for (let at = 0; at < text.length && broken === undefined; at += PORTION) {
    parser.write(text.slice(at, at + PORTION));
  }
  if (broken === undefined) parser.close();
  if (roots === 0) stop("No element");
  return broken;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
