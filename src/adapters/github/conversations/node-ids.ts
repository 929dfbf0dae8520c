import * as v from "valibot";

import { type Client, find } from "../client.ts";
import { repositoryParameters } from "../document.ts";
import { Remembered } from "../remembered.ts";

const REMEMBERED = 5000;

/** GitHub's GraphQL ids by the ids that people and events use. They never change. */
export class NodeIds {
  readonly #client: Client;
  readonly #comments = new Remembered<string>(REMEMBERED);
  readonly #threads = new Remembered<string>(REMEMBERED);
  readonly #labels = new Remembered<string>(REMEMBERED);

  constructor(client: Client) {
    this.#client = client;
  }

  learnThread(repository: string, number: number, nodeId: string): void {
    this.#threads.put(`${repository}#${number}`, nodeId);
  }

  /** Of a pull request that was read since the start. */
  thread(repository: string, number: number): string | undefined {
    return this.#threads.get(`${repository}#${number}`);
  }

  learnComment(commentId: number, nodeId: string): void {
    this.#comments.put(String(commentId), nodeId);
  }

  learnLabel(repository: string, name: string, nodeId: string): void {
    this.#labels.put(`${repository} ${name}`, nodeId);
  }

  label(repository: string, name: string): string | undefined {
    return this.#labels.get(`${repository} ${name}`);
  }

  /** Asked of GitHub when it is not known; undefined when the comment is gone. */
  comment(repository: string, commentId: number): Promise<string | undefined> {
    return this.#comments.ask(String(commentId), async () => {
      const route = "GET /repos/{owner}/{repo}/issues/comments/{comment_id}";
      const parameters = { ...repositoryParameters(repository), comment_id: commentId };
      const found = await find(this.#client, route, parameters, v.object({ node_id: v.string() }));
      return found?.node_id;
    });
  }
}
