import { parseReplyMarker, STATUS_MARKER } from "../../core/report/markers.ts";
import type { Clock } from "../../flows/ports/clock.ts";
import type {
  Answer,
  Asked,
  CheckReport,
  Checks,
  CommentReference,
  Conversations,
  DeploymentRecord,
  Labeling,
  ListedComment,
  Mark,
  ReadConversation,
  Surplus,
  TakenRequest,
  Thread,
} from "../../flows/ports/conversation.ts";
import type { MemorySourceRepositories } from "./source-repositories.ts";

export type MemoryComment = ListedComment & { readonly marks: Set<Mark>; body: string };

/** Pull requests as people see them: comments, reactions, labels, deployments. */
export class MemoryConversations implements Conversations {
  readonly comments: MemoryComment[] = [];
  readonly labelEvents: Labeling[] = [];
  readonly deployments: DeploymentRecord[] = [];
  /** Called between the effects of an answer: a test may let it fail there. */
  between: () => Promise<void> = () => Promise.resolve();
  readonly #sources: MemorySourceRepositories;
  readonly #clock: Clock;
  readonly #appLogin: string;
  #lastId = 1_000_000;

  constructor(sources: MemorySourceRepositories, clock: Clock, appLogin: string) {
    this.#sources = sources;
    this.#clock = clock;
    this.#appLogin = appLogin;
  }

  /** All comments of a pull request, oldest first. */
  on(thread: Thread): readonly MemoryComment[] {
    return this.comments.filter((one) => sameThread(one.thread, thread));
  }

  statusComments(thread: Thread): readonly MemoryComment[] {
    return this.on(thread).filter((one) => this.#isOwn(one) && one.body.includes(STATUS_MARKER));
  }

  replies(thread: Thread): readonly MemoryComment[] {
    return this.on(thread).filter(
      (one) => this.#isOwn(one) && parseReplyMarker(one.body) !== undefined,
    );
  }

  add(comment: Omit<MemoryComment, "marks">): void {
    this.comments.push({ ...comment, marks: new Set() });
  }

  readonly take = async (asked: Asked): Promise<TakenRequest | undefined> => {
    const { repository, number } = asked.thread;
    const pull = await this.#sources.pull(repository, number);
    const comment = this.comments.find((one) => one.id === asked.commentId);
    comment?.marks.add("taken");
    const conversation = await this.read(asked.thread);
    if (pull === undefined || conversation === undefined) return undefined;
    const standing = await this.#sources.standing(repository, asked.login, asked.teams);
    return { pull, standing, conversation };
  };

  readonly read = async (thread: Thread): Promise<ReadConversation | undefined> => {
    const pull = await this.#sources.pull(thread.repository, thread.number);
    if (pull === undefined) return undefined;
    const [status] = this.statusComments(thread);
    return {
      statusComment:
        status === undefined
          ? undefined
          : { id: status.id, nodeId: nodeId(status.id), body: status.body },
      replyMarkers: this.replies(thread).flatMap((one) => parseReplyMarker(one.body) ?? []),
      labels: pull.labels,
      surplus: this.#surplus(thread),
      pull,
    };
  };

  readonly answer = async (answer: Answer): Promise<void> => {
    const { repository, number } = answer;
    const thread = number === undefined ? undefined : { repository, number };
    for (const deployment of answer.deployments) this.#deploy(deployment);
    await this.between();
    if (thread !== undefined) this.#writeStatus(thread, answer);
    await this.between();
    if (thread !== undefined) this.#reply(thread, answer);
    for (const { nodeId } of answer.conversation?.surplus?.comments ?? []) this.#delete(nodeId);
    await this.between();
    if (thread !== undefined) this.#removeLabels(thread, answer.removeLabels);
    for (const { commentId, mark } of answer.marks) {
      this.comments.find((one) => one.id === commentId)?.marks.add(mark);
    }
  };

  readonly commentsSince = (repository: string, since: string): Promise<readonly ListedComment[]> =>
    Promise.resolve(
      this.comments
        .filter(
          (one) =>
            one.thread.repository.toLowerCase() === repository.toLowerCase() &&
            Date.parse(one.createdAt) >= Date.parse(since),
        )
        .map((one) => ({ ...one, isAnswered: one.marks.has("done") || one.marks.has("not-done") })),
    );

  readonly labelings = (
    repository: string,
    labels: readonly string[],
    number?: number,
  ): Promise<readonly Labeling[]> =>
    Promise.resolve(
      this.labelEvents.filter((one) => {
        if (one.thread.repository !== repository || !labels.includes(one.label)) return false;
        if (number !== undefined && one.thread.number !== number) return false;
        const { pulls } = this.#sources.repository(repository);
        return pulls.get(one.thread.number)?.labels.includes(one.label) ?? false;
      }),
    );

  readonly marks = ({ commentId }: CommentReference): Promise<readonly Mark[]> =>
    Promise.resolve([...(this.comments.find((one) => one.id === commentId)?.marks ?? [])]);

  readonly unansweredPulls = (repository: string, since: string): Promise<readonly Thread[]> => {
    const { pulls } = this.#sources.repository(repository);
    return Promise.resolve(
      [...pulls.values()]
        .filter((pull) => Date.parse(pull.createdAt) >= Date.parse(since))
        .map(({ number }) => ({ repository, number }))
        .filter((thread) => this.statusComments(thread).length === 0),
    );
  };

  #writeStatus(thread: Thread, { conversation, statusBody }: Answer): void {
    // As on GitHub, what was read counts: another Ham's comment may be there since.
    const known =
      conversation === undefined
        ? this.statusComments(thread)[0]?.id
        : conversation.statusComment?.id;
    const existing = this.comments.find((one) => one.id === known);
    if (statusBody === undefined) return;
    if (existing === undefined) this.#post(thread, statusBody);
    else existing.body = statusBody;
  }

  #reply(thread: Thread, { conversation, replies }: Answer): void {
    const there: readonly (string | undefined)[] =
      conversation?.replyMarkers ?? this.replies(thread).map((one) => parseReplyMarker(one.body));
    for (const { marker, body } of replies) if (!there.includes(marker)) this.#post(thread, body);
  }

  /** Of comments with one marker all but the oldest. */
  #surplus(thread: Thread): Surplus | undefined {
    const [, ...statuses] = this.statusComments(thread);
    const markers = this.replies(thread).map((one) => parseReplyMarker(one.body));
    const replies = this.replies(thread).filter((one, index) => {
      return markers.indexOf(parseReplyMarker(one.body)) !== index;
    });
    const comments = [...statuses, ...replies].map(({ id, body }) => ({
      nodeId: nodeId(id),
      body,
    }));
    return comments.length === 0 ? undefined : { comments, deployments: [] };
  }

  #delete(id: string): void {
    const index = this.comments.findIndex((one) => nodeId(one.id) === id);
    if (index >= 0) this.comments.splice(index, 1);
  }

  #removeLabels(thread: Thread, removed: readonly string[]): void {
    const { pulls } = this.#sources.repository(thread.repository);
    const pull = pulls.get(thread.number);
    if (pull === undefined || removed.length === 0) return;
    const labels = pull.labels.filter((label) => !removed.includes(label));
    pulls.set(thread.number, { ...pull, labels });
  }

  #post(thread: Thread, body: string): void {
    this.add({
      thread,
      id: (this.#lastId += 1),
      author: { login: this.#appLogin, id: 9_000, isBot: true },
      body,
      createdAt: this.#clock.now(),
      lastEditedAt: null,
    });
  }

  #deploy(deployment: DeploymentRecord): void {
    const known = this.deployments.some(
      (one) => one.release === deployment.release && one.environment === deployment.environment,
    );
    if (!known) this.deployments.push(deployment);
  }

  #isOwn(comment: MemoryComment): boolean {
    return comment.author.login === this.#appLogin;
  }
}

export class MemoryChecks implements Checks {
  readonly reports: CheckReport[] = [];

  readonly report = (check: CheckReport): Promise<void> => {
    const same = (one: CheckReport): boolean =>
      one.repository === check.repository && one.commit === check.commit && one.name === check.name;
    const index = this.reports.findIndex(same);
    if (index < 0) this.reports.push(check);
    else this.reports[index] = check;
    return Promise.resolve();
  };
}

function nodeId(id: number): string {
  return `IC_${id}`;
}

function sameThread(a: Thread, b: Thread): boolean {
  return a.repository.toLowerCase() === b.repository.toLowerCase() && a.number === b.number;
}
