/** What the page at `/` shows. */
export type PageView = {
  readonly appLogin: string | undefined;
  readonly configRepository: string;
  readonly serverUrl: string;
  readonly isReady: boolean;
  readonly waiting: number;
  readonly running: number;
  readonly sweptAt: string | undefined;
};

export function renderPage(view: PageView): string {
  const config = `${view.serverUrl}/${view.configRepository}`;
  const rows: readonly (readonly [string, string])[] = [
    ["App", view.appLogin ?? "not known yet"],
    ["State", view.isReady ? "ready" : "starting"],
    ["Jobs", `${view.running} under way, ${view.waiting} waiting`],
    ["Last sweep", view.sweptAt ?? "none yet"],
  ];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Ham</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:3rem auto;max-width:40rem;padding:0 1rem}
th{text-align:left;padding-right:2rem;font-weight:600}</style></head>
<body>
<h1>Ham</h1>
<p>Releases services into <a href="${escapeHtml(config)}">${escapeHtml(view.configRepository)}</a>.
Comment <code>/help</code> on a pull request.</p>
<table>
${rows.map(([name, value]) => `<tr><th>${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`).join("\n")}
</table>
<p><a href="/healthz">health</a> · <a href="/metrics">metrics</a></p>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
