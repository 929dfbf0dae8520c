import { refuseShuttle, type ShuttleRefusal } from "./shuttle-refusal.ts";

export type Delimiters = {
  readonly kind: "delimiters";
  readonly left: string;
  readonly right: string;
};

/** From the flags `--left-delim` with `--right-delim`, or `--delims L,R`; none: `{{` and `}}`. */
export function templateDelimiters(
  flags: ReadonlyMap<string, string>,
): Delimiters | ShuttleRefusal {
  const left = flags.get("left-delim") ?? "";
  const right = flags.get("right-delim") ?? "";
  const both = flags.get("delims") ?? "";
  if ((left === "") !== (right === "")) {
    return refuse("--left-delim and --right-delim should always be used together");
  }
  if (left !== "" && both !== "") {
    return refuse("either use --left-delim and --right-delim together or use --delims");
  }
  if (both === "") return toDelimiters(left, right);
  const parts = both.split(",");
  if (parts.length !== 2) {
    return refuse(`--delims should have exactly 2 values split by ',' but value was '${both}'`);
  }
  return toDelimiters(parts[0] ?? "", parts[1] ?? "");
}

function toDelimiters(left: string, right: string): Delimiters {
  return {
    kind: "delimiters",
    left: left === "" ? "{{" : left,
    right: right === "" ? "}}" : right,
  };
}

function refuse(message: string): ShuttleRefusal {
  return refuseShuttle("template-delimiters", message);
}
