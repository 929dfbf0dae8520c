import {
  isByte,
  isLetter,
  isLower,
  isNumber,
  isPunctuation,
  isSpace,
  isTitle,
  isUpper,
  lowerRune,
  runes,
  titleRune,
  upperRune,
} from "./characters.ts";

type WordKind = "number" | "upper" | "alphabet" | "connector" | "punctuation" | "other";
type Word = { readonly kind: WordKind; readonly text: string };

/** `HTTPServer` → `http_server`; a number joins the word before it unless letters follow. */
export function snakeCase(text: string): string {
  return joinWords(splitWords(text), "_");
}

/** `HTTPServer` → `http-server`. */
export function kebabCase(text: string): string {
  return joinWords(splitWords(text), "-");
}

/** `http_server` → `HttpServer`; connectors at the start and doubled ones stay (Go doubles the last of nothing but connectors). */
export function pascalCase(text: string): string {
  const all = runes(text);
  const start = all.findIndex((rune) => !isConnector(rune));
  if (start < 0) return all.join("") + (all.at(-1) ?? "");
  const first = all[start] ?? "";
  let lowering = isUpper(first);
  let result = all.slice(0, start).join("");
  let pending = upperRune(first);
  for (const rune of all.slice(start + 1)) {
    if (isConnector(pending)) {
      if (isConnector(rune)) {
        result += pending;
        pending = rune;
        continue;
      }
      lowering = isUpper(rune);
      pending = upperRune(rune);
      continue;
    }
    result += pending;
    lowering &&= isUpper(rune);
    pending = lowering ? lowerRune(rune) : rune;
  }
  return result + pending;
}

/** Upper becomes lower, lower becomes upper; at the start of a word title case. */
export function swapCase(text: string): string {
  let atWordStart = true;
  const swapped = runes(text).map((rune) => {
    if (isUpper(rune) || isTitle(rune)) {
      atWordStart = false;
      return lowerRune(rune);
    }
    if (isLower(rune)) {
      const result = atWordStart ? titleRune(rune) : upperRune(rune);
      atWordStart = false;
      return result;
    }
    atWordStart = isSpace(rune);
    return rune;
  });
  return swapped.join("");
}

function isConnector(rune: string): boolean {
  return rune === "-" || rune === "_" || isSpace(rune);
}

function splitWords(text: string): Word[] {
  const letters = readLetters(text);
  const all = letters.map(({ rune }) => rune);
  const words: Word[] = [];
  for (let start = 0; start < all.length;) {
    const kind = kindOf(all[start] ?? "");
    const end = endOfWord(all, start, kind);
    const parts = letters.slice(start, end).map((letter) => letter.text);
    words.push({ kind, text: parts.join("") });
    start = end;
  }
  return words;
}

/** A character, and its text with the bytes around it that form none. */
type Letter = { readonly rune: string; readonly text: string };

function readLetters(text: string): Letter[] {
  const letters: Letter[] = [];
  let broken = "";
  for (const rune of text) {
    broken += rune;
    if (isByte(rune) || rune === "\ufffd") continue;
    letters.push({ rune, text: broken });
    broken = "";
  }
  if (broken === "") return letters;
  const last = letters.pop() ?? { rune: "\ufffd", text: "" };
  return [...letters, { rune: last.rune, text: last.text + broken }];
}

function kindOf(rune: string): WordKind {
  if (isConnector(rune)) return "connector";
  if (isPunctuation(rune)) return "punctuation";
  if (isUpper(rune)) return "upper";
  if (isAlphabet(rune)) return "alphabet";
  return isNumber(rune) ? "number" : "other";
}

function isAlphabet(rune: string): boolean {
  return isLetter(rune) && !isIdeograph(rune);
}

/** Chinese characters, which form no words with letters beside them. */
function isIdeograph(rune: string): boolean {
  return /^[\u4e00-\u9fcc\u3400-\u4d85\u{20000}-\u{2b81d}]$/u.test(rune);
}

function endOfWord(all: readonly string[], start: number, kind: WordKind): number {
  if (kind === "upper") return endOfUpper(all, start);
  if (kind !== "punctuation") return endOfRun(all, start + 1, kind);
  // Behind punctuation, connectors that are punctuation too belong to it.
  const length = all.slice(start).findIndex((rune) => !isPunctuation(rune));
  return length < 0 ? all.length : start + length;
}

function endOfRun(all: readonly string[], from: number, kind: WordKind): number {
  let end = from;
  while (end < all.length && kindOf(all[end] ?? "") === kind) end += 1;
  return end;
}

/** `HTTPStatus` is `HTTP` and `Status`: the last capital belongs to the letters that follow it. */
function endOfUpper(all: readonly string[], start: number): number {
  const second = all[start + 1];
  if (second === undefined) return start + 1;
  if (!isUpper(second)) return endOfRun(all, start + 1, "alphabet");
  const end = endOfRun(all, start + 2, "upper");
  return end < all.length && isAlphabet(all[end] ?? "") ? end - 1 : end;
}

function joinWords(words: readonly Word[], connector: string): string {
  let result = "";
  let index = 0;
  const add = (): void => {
    result += lowered(words[index], connector);
    index += 1;
  };
  const addNumbersAndLetters = (): void => {
    while (words[index]?.kind === "alphabet" || words[index]?.kind === "number") add();
  };
  while (index < words.length - 1) {
    const kind = words[index]?.kind;
    add();
    if (kind === "connector" || kind === "punctuation") continue;
    if (kind === "number") {
      addNumbersAndLetters();
    } else if (words[index]?.kind === "number" && index < words.length - 1) {
      if (words[index + 1]?.kind === "alphabet") {
        result += connector;
        addNumbersAndLetters();
      } else {
        add();
      }
    } else if (words[index]?.kind === "number") {
      continue;
    }
    if (startsWord(words[index])) result += connector;
  }
  if (index < words.length) add();
  return result;
}

function startsWord(word: Word | undefined): boolean {
  return word !== undefined && word.kind !== "connector" && word.kind !== "punctuation";
}

function lowered(word: Word | undefined, connector: string): string {
  if (word === undefined) return "";
  if (word.kind === "connector") {
    return runes(word.text)
      .map((rune) => (isConnector(rune) ? connector : rune))
      .join("");
  }
  if (word.kind !== "upper") return word.text;
  return runes(word.text)
    .map((rune) => (isUpper(rune) ? lowerRune(rune) : rune))
    .join("");
}
