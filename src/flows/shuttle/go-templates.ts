import type { TemplateHost } from "../../core/gotemplate/value.ts";
import type { RenderedTemplate, TemplateEngine, TemplateText } from "./template-engine.ts";

/** Go's text/template with the functions of shuttle and sprig. */
export function createTemplateEngine(host: () => Promise<TemplateHost>): TemplateEngine {
  return async (template) => render(template, await host());
}

async function render(template: TemplateText, host: TemplateHost): Promise<RenderedTemplate> {
  const { parseTemplate } = await import("../../core/gotemplate/template.ts");
  const { formatTemplateError, TemplateError } =
    await import("../../core/gotemplate/template-error.ts");
  const { shuttleFunctions } = await import("../../core/gotemplate/functions/all.ts");
  const { name, text, data, left, right } = template;
  try {
    const parsed = parseTemplate({
      name,
      text,
      functions: shuttleFunctions,
      leftDelimiter: left,
      rightDelimiter: right,
    });
    return { kind: "rendered", text: parsed.execute(data, host) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { message, line, partial, code } = error;
    const phase = code === "syntax" ? "parse" : "execution";
    const excerpt = formatTemplateError(error, text).slice(message.length).trim();
    return { kind: "failed", phase, message, line, partial, excerpt };
  }
}
