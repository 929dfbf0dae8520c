import { assertTextSize } from "../functions/limits.ts";

/** What stands between the percent sign and the verb. */
export type Flags = {
  /** `undefined` where none was given. */
  width: number | undefined;
  precision: number | undefined;
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  /** `%+v` and `%#v`, where the flags mean something else. */
  plusV: boolean;
  sharpV: boolean;
};

export function noFlags(): Flags {
  return {
    width: undefined,
    precision: undefined,
    minus: false,
    plus: false,
    sharp: false,
    space: false,
    zero: false,
    plusV: false,
    sharpV: false,
  };
}

/** Pads to the width, counted in characters, with zeros if the flag says so. */
export function padded(text: string, flags: Flags): string {
  return pad(text, flags, flags.zero && !flags.minus ? "0" : " ");
}

/** Pads to the width with blanks, whatever the flags say. */
export function paddedWithBlanks(text: string, flags: Flags): string {
  return pad(text, flags, " ");
}

/** Cuts to as many characters as the precision says. */
export function truncated(text: string, { precision }: Flags): string {
  if (precision === undefined || text.length <= precision) return text;
  return Array.from(text).slice(0, precision).join("");
}

function pad(text: string, { width, minus }: Flags, blank: string): string {
  if (width === undefined || width === 0) return text;
  const missing = width - runeCount(text);
  if (missing <= 0) return text;
  assertTextSize(missing);
  return minus ? text + blank.repeat(missing) : blank.repeat(missing) + text;
}

function runeCount(text: string): number {
  let count = text.length;
  for (let index = 1; index < text.length; index += 1) {
    const isPair =
      isLowSurrogate(text.charCodeAt(index)) && isHighSurrogate(text.charCodeAt(index - 1));
    if (isPair) count -= 1;
  }
  return count;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
