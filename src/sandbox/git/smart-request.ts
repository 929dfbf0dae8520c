/** What a git client wants: to fetch, or to push. */
export type SmartService = "upload-pack" | "receive-pack";

export type SmartRequest = {
  readonly kind: "smart";
  readonly owner: string;
  readonly name: string;
  readonly service: SmartService;
  readonly endpoint: "info/refs" | "git-upload-pack" | "git-receive-pack";
  /** Without the question mark. */
  readonly query: string;
};

/** Reads a request for `/<owner>/<name>.git/…`, also without `.git`; undefined when it is not one of git's. Pure. */
export function parseSmartRequest(
  method: string,
  url: string,
):
  | SmartRequest
  | { readonly kind: "refused"; readonly status: number; readonly message: string }
  | undefined {
  const [path = "", query = ""] = url.split("?", 2);
  const match = pattern.exec(path);
  const owner = decoded(match?.[1]);
  const name = decoded(match?.[2]);
  const endpoint = match?.[3];
  if (owner === undefined || name === undefined || !isEndpoint(endpoint)) return undefined;
  if (method !== (endpoint === "info/refs" ? "GET" : "POST"))
    return { kind: "refused", status: 405, message: `${method} is not what git asks here.` };
  const asked = endpoint === "info/refs" ? new URLSearchParams(query).get("service") : endpoint;
  if (asked !== "git-upload-pack" && asked !== "git-receive-pack")
    return { kind: "refused", status: 403, message: "Please upgrade your git client." };
  const service = asked === "git-upload-pack" ? "upload-pack" : "receive-pack";
  return { kind: "smart", owner, name, service, endpoint, query };
}

const pattern = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

function isEndpoint(text: string | undefined): text is SmartRequest["endpoint"] {
  return text === "info/refs" || text === "git-upload-pack" || text === "git-receive-pack";
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
