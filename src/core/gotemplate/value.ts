/**
 * The values a template sees: Go's dynamic types, as far as YAML, JSON, sprig and shuttle produce them.
 *
 * The common kinds are plain JavaScript values, so that evaluation stays cheap; what JavaScript cannot
 * tell apart (`1` and `1.0`, `[]string` and `[]interface {}`) is boxed with its Go type.
 *
 * | Go                                | here                                                   |
 * |-----------------------------------|--------------------------------------------------------|
 * | nil                               | `null` (`undefined` is never a value)                  |
 * | bool                              | `boolean`                                              |
 * | string                            | `string`; a byte that is not UTF-8 is the lone surrogate U+DC00 + byte |
 * | int                               | `number` while it is a safe integer, else `bigint`     |
 * | float64                           | {@link Float}                                          |
 * | int64, uint64, int32, uint8, …    | {@link Integer}                                        |
 * | slices and arrays                 | {@link Slice}                                          |
 * | maps                              | {@link GoMap}                                          |
 * | structs, and pointers to them     | {@link Struct}                                         |
 * | time.Time, time.Duration, errors… | {@link Struct} with methods, or {@link Integer} with a named type |
 */
export type Value =
  null | boolean | string | number | bigint | Float | Integer | Slice | GoMap | Struct;

/** A Go type as `%T` prints it, for example `string`, `[]interface {}` or `map[string]interface {}`. */
export type GoType = string;

export const ANY = "interface {}";

/** A float64. Ints are far more common in templates, so floats are the ones that are boxed. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Any integer type but `int`. `type` may be a named type such as `time.Duration`; `kind` is its kind. */
export class Integer {
  readonly kind: IntegerKind;
  readonly value: bigint;
  readonly type: GoType;
  constructor(kind: IntegerKind, value: bigint, type: GoType = kind) {
    this.kind = kind;
    this.value = value;
    this.type = type;
  }
}

/** `int` only with a named type, for example `time.Month`: plain ints are numbers. */
export type IntegerKind =
  | "int"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "uintptr";

/** A slice (or array). `items` is shared, as a Go slice shares its array. */
export class Slice {
  readonly elem: GoType;
  readonly items: Value[];
  readonly isNil: boolean;
  constructor(items: Value[], elem: GoType = ANY, isNil = false) {
    this.items = items;
    this.elem = elem;
    this.isNil = isNil;
  }
  get type(): GoType {
    return `[]${this.elem}`;
  }
}

/** A map with string keys or keys of any type; it is mutable, because sprig's `set` and `unset` change it. */
export class GoMap {
  readonly key: GoType;
  readonly elem: GoType;
  readonly isNil: boolean;
  /** By {@link mapKey}, so that keys equal in Go are equal here. */
  readonly entries: Map<string | number | bigint | boolean | null, MapEntry>;

  constructor(key: GoType = "string", elem: GoType = ANY, isNil = false) {
    this.key = key;
    this.elem = elem;
    this.isNil = isNil;
    this.entries = new Map();
  }

  get type(): GoType {
    return `map[${this.key}]${this.elem}`;
  }

  get(key: Value): Value | undefined {
    return this.entries.get(mapKey(key))?.value;
  }

  set(key: Value, value: Value): this {
    this.entries.set(mapKey(key), { key, value });
    return this;
  }

  static of(entries: Iterable<readonly [string, Value]>, elem: GoType = ANY): GoMap {
    const map = new GoMap("string", elem);
    for (const [key, value] of entries) map.set(key, value);
    return map;
  }
}

export type MapEntry = { readonly key: Value; readonly value: Value };

/** The identity of a map key: JavaScript compares boxed numbers by reference, Go by value. */
export function mapKey(key: Value): string | number | bigint | boolean | null {
  if (key instanceof Float) return `\u0000float64:${key.value}`;
  if (key instanceof Integer) return `\u0000${key.type}:${key.value}`;
  if (key instanceof Slice || key instanceof GoMap || key instanceof Struct) {
    throw new GoError(`runtime error: hash of unhashable type ${key.type}`);
  }
  return key;
}

/** A struct, or a pointer to one when `pointer` is true. Only exported fields and methods are reachable. */
export class Struct {
  /** Without the star of a pointer, for example `cmd.context`. */
  readonly name: GoType;
  readonly pointer: boolean;
  /** In the order of declaration, as `%v` prints them. */
  readonly fields: ReadonlyMap<string, Value>;
  /** Fields that are declared as `interface {}`: errors name the declared type, not that of the value. */
  readonly anyFields: ReadonlySet<string>;
  readonly methods: ReadonlyMap<string, GoFunction>;
  /** `String()` or `Error()`, which fmt prefers to the fields. */
  readonly text: (() => string) | undefined;
  /** `GoString()`, which `%#v` prefers to everything else. */
  readonly goText: (() => string) | undefined;
  /** What a function of the same family needs to recognise its own values, for example a date. */
  readonly inner: unknown;

  constructor(options: {
    name: GoType;
    fields?: Iterable<readonly [string, Value]>;
    anyFields?: Iterable<string>;
    methods?: Iterable<readonly [string, GoFunction]>;
    text?: () => string;
    goText?: () => string;
    pointer?: boolean;
    inner?: unknown;
  }) {
    this.name = options.name;
    this.pointer = options.pointer ?? false;
    this.fields = new Map(options.fields ?? []);
    this.anyFields = new Set(options.anyFields ?? []);
    this.methods = new Map(options.methods ?? []);
    this.text = options.text;
    this.goText = options.goText;
    this.inner = options.inner;
  }
  get type(): GoType {
    return this.pointer ? `*${this.name}` : this.name;
  }
}

/** What a template function returns as its error: the engine wraps it in `error calling NAME: …`. */
export class GoError extends Error {}

/**
 * A function that templates can call, with its Go signature, because text/template checks the number
 * and the types of the arguments itself and users see its sentences.
 */
export type GoFunction = {
  /** One Go type a parameter; with `variadic` the last one repeats (its element type is written, not `[]`). */
  readonly params: readonly GoType[];
  readonly variadic?: boolean;
  /** The static Go type of the result: `interface {}` results are looked through, others are not. */
  readonly result: GoType;
  /** Why text/template refuses to call it, whatever the arguments. */
  readonly misfit?: string;
  /** Receives arguments already checked against `params`; throws {@link GoError} to fail the template. */
  readonly call: (args: readonly Value[], host: TemplateHost) => Value;
};

/** What some functions need of the world; the core declares it, the shell provides it. */
export type TemplateHost = {
  readonly environment: (name: string) => string | undefined;
  readonly now: () => Date;
  readonly timeZone: () => string;
  /** A time zone of the IANA database as the machine keeps it (TZif); `undefined` where it has none. */
  readonly zoneFile: (name: string) => Uint8Array | undefined;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Paths are relative to the caller's working directory. Throws {@link GoError} with Go's wording. */
  readonly readFile: (path: string) => string;
  readonly fileExists: (path: string) => boolean;
  /** `undefined` when the folder is missing or no folder. Sorted by name. */
  readonly listFiles: (path: string) => readonly FileInfo[] | undefined;
  readonly lookupHost: (name: string) => string;
};

export type FileInfo = {
  readonly name: string;
  readonly isDirectory: boolean;
  readonly size: number;
  /** Unix permission bits and type, as `stat` gives them. */
  readonly mode: number;
  /** Nanoseconds since 1970. */
  readonly modifiedAt: bigint;
};
