import { runes } from "../functions/characters.ts";
import { assertTextSize } from "../functions/limits.ts";
import { typeOf } from "../functions/reflection.ts";
import { Integer } from "../value.ts";
import type { Value } from "../value.ts";
import { noFlags } from "./flags.ts";
import { Printer } from "./printer.ts";

/** Widths, precisions and argument numbers beyond this are taken for mistakes. */
const MAX_NUMBER = 1_000_000;

/** `fmt.Sprintf`. */
export function formatted(format: string, operands: readonly Value[]): string {
  return new Formatter(format, operands).run();
}

class Formatter {
  private readonly format: string;
  private readonly operands: readonly Value[];
  private readonly printer = new Printer();
  private position = 0;
  private next = 0;
  /** The item before was an index such as `[3]`. */
  private isAfterIndex = false;
  private isReordered = false;
  private isGoodIndex = true;

  constructor(format: string, operands: readonly Value[]) {
    this.format = format;
    this.operands = operands;
  }

  run(): string {
    while (this.position < this.format.length) {
      const percent = this.format.indexOf("%", this.position);
      const end = percent < 0 ? this.format.length : percent;
      this.printer.out += this.format.slice(this.position, end);
      this.position = end + 1;
      if (percent >= 0) this.formatOne();
      assertTextSize(this.printer.out.length);
    }
    if (!this.isReordered && this.next < this.operands.length) this.reportExtra();
    return this.printer.out;
  }

  private formatOne(): void {
    this.isGoodIndex = true;
    this.printer.flags = noFlags();
    this.readFlags();
    if (this.formatSimple()) return;
    this.readIndex();
    this.readWidth();
    this.readPrecision();
    if (!this.isAfterIndex) this.readIndex();
    this.formatVerb();
  }

  private readFlags(): void {
    const { flags } = this.printer;
    for (; ; this.position += 1) {
      const flag = this.format.charAt(this.position);
      if (flag === "#") flags.sharp = true;
      else if (flag === "0") flags.zero = true;
      else if (flag === "+") flags.plus = true;
      else if (flag === "-") flags.minus = true;
      else if (flag === " ") flags.space = true;
      else return;
    }
  }

  /** Nearly all verbs come without width, precision and index. */
  private formatSimple(): boolean {
    const verb = this.format.charAt(this.position);
    if (verb < "a" || verb > "z" || this.next >= this.operands.length) return false;
    this.position += 1;
    this.printOperand(verb);
    return true;
  }

  private printOperand(verb: string): void {
    const { flags } = this.printer;
    if (verb === "v" || verb === "w") {
      flags.sharpV = flags.sharp;
      flags.sharp = false;
      flags.plusV = flags.plus;
      flags.plus = false;
    }
    this.printer.print(this.operands[this.next] ?? null, verb);
    this.next += 1;
  }

  /** `[3]`: the operand that comes next. */
  private readIndex(): void {
    this.isAfterIndex = false;
    if (this.format.charAt(this.position) !== "[") return;
    this.isReordered = true;
    const close = this.format.indexOf("]", this.position + 1);
    if (close < 0 || this.format.length - this.position < 3) {
      this.isGoodIndex = false;
      this.position += 1;
      return;
    }
    const digits = this.format.slice(this.position + 1, close);
    const number = /^[0-9]+$/.test(digits) ? numberOf(digits) : undefined;
    this.position = close + 1;
    this.isAfterIndex = number !== undefined;
    if (number !== undefined && number >= 1 && number <= this.operands.length)
      this.next = number - 1;
    else this.isGoodIndex = false;
  }

  private readWidth(): void {
    const { flags } = this.printer;
    if (this.format.charAt(this.position) === "*") {
      this.position += 1;
      const width = this.takeNumber();
      if (width === undefined) this.printer.out += "%!(BADWIDTH)";
      flags.width = width === undefined ? undefined : Math.abs(width);
      if (width !== undefined && width < 0) {
        flags.minus = true;
        flags.zero = false;
      }
      this.isAfterIndex = false;
      return;
    }
    flags.width = this.readNumber();
    if (this.isAfterIndex && flags.width !== undefined) this.isGoodIndex = false;
  }

  private readPrecision(): void {
    const { flags } = this.printer;
    if (this.format.charAt(this.position) !== "." || this.position + 1 >= this.format.length)
      return;
    this.position += 1;
    if (this.isAfterIndex) this.isGoodIndex = false;
    this.readIndex();
    if (this.format.charAt(this.position) !== "*") {
      flags.precision = this.readNumber() ?? 0;
      return;
    }
    this.position += 1;
    const precision = this.takeNumber();
    flags.precision = precision !== undefined && precision >= 0 ? precision : undefined;
    if (flags.precision === undefined) this.printer.out += "%!(BADPREC)";
    this.isAfterIndex = false;
  }

  /** Digits here; a number that is too large swallows the rest of the format, as in Go. */
  private readNumber(): number | undefined {
    DIGITS.lastIndex = this.position;
    const digits = DIGITS.exec(this.format)?.[0];
    if (digits === undefined) return undefined;
    const number = numberOf(digits);
    this.position = number === undefined ? this.format.length : this.position + digits.length;
    return number;
  }

  /** The operand for a `*`; `undefined` if it is no whole number of reasonable size. */
  private takeNumber(): number | undefined {
    if (this.next >= this.operands.length) return undefined;
    const operand = this.operands[this.next];
    this.next += 1;
    const number = operand instanceof Integer ? Number(operand.value) : operand;
    return typeof number === "number" && Math.abs(number) <= MAX_NUMBER ? number : undefined;
  }

  /** Most verbs are ASCII, and need no look at what is behind. */
  private verbHere(): string | undefined {
    const { format, position } = this;
    if (format.charCodeAt(position) < 0x80) return format.charAt(position);
    return runes(format.slice(position, position + 2))[0];
  }

  private formatVerb(): void {
    const verb = this.verbHere();
    if (verb === undefined) {
      this.printer.out += "%!(NOVERB)";
      this.position = this.format.length;
      return;
    }
    this.position += verb.length;
    if (verb === "%") this.printer.out += "%";
    else if (!this.isGoodIndex) this.printer.out += `%!${verb}(BADINDEX)`;
    else if (this.next >= this.operands.length) this.printer.out += `%!${verb}(MISSING)`;
    else this.printOperand(verb);
  }

  private reportExtra(): void {
    const { printer } = this;
    printer.flags = noFlags();
    printer.out += "%!(EXTRA ";
    this.operands.slice(this.next).forEach((operand, index) => {
      if (index > 0) printer.out += ", ";
      if (operand !== null) printer.out += `${typeOf(operand)}=`;
      printer.print(operand, "v");
    });
    printer.out += ")";
  }
}

const DIGITS = /[0-9]+/y;

/** `undefined` for what is too large; Go notices that only when another digit follows. */
function numberOf(digits: string): number | undefined {
  return Number(digits.slice(0, -1)) > MAX_NUMBER ? undefined : Number(digits);
}
