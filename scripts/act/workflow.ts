import { OUTPUTS } from "../../action/io.ts";
import { outputsStep } from "./act-log.ts";

/**
 * An example's workflow with its outputs made visible: the job tells them, and a job after it prints them.
 * What it builds with stays as it is.
 */
export function withOutputs(workflow: string): string {
  const uses = "      - uses: acme/shuttle-action@v1";
  if (!workflow.includes(uses)) throw new Error("The workflow doesn't use acme/shuttle-action@v1");
  const outputs = OUTPUTS.map((name) => `      ${name}: \${{ steps.shuttle.outputs.${name} }}`);
  return `${workflow
    .replace(uses, `      - id: shuttle\n        uses: acme/shuttle-action@v1`)
    .replace("    steps:\n", `    outputs:\n${outputs.join("\n")}\n    steps:\n`)
    .trimEnd()}
      - name: What later steps can do
        run: shuttle get service
  tell:
    needs: build
    runs-on: ubuntu-latest
    steps:
${outputsStep("build")}`;
}
