import type { Value } from "../../core/gotemplate/value.ts";

/** Renders one template. It is loaded only when there is something to render. */
export type TemplateEngine = (template: TemplateText) => Promise<RenderedTemplate>;

export type TemplateText = {
  /** As messages show it. */
  readonly name: string;
  readonly text: string;
  readonly data: Value;
  readonly left: string;
  readonly right: string;
};

export type RenderedTemplate =
  | { readonly kind: "rendered"; readonly text: string }
  | {
      readonly kind: "failed";
      readonly phase: "parse" | "execution";
      /** As Go words it, `template: NAME:LINE…`. */
      readonly message: string;
      /** From 1. */
      readonly line: number | undefined;
      /** The line with a caret below the place; `""` if it isn't known. */
      readonly excerpt: string;
      /** What had been written before the failure. */
      readonly partial: string;
    };
