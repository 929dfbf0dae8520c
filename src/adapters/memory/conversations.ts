import { parseReplyMarker, STATUS_MARKER } from "../../core/report/markers.ts";
import type { Clock } from "../../flows/ports/clock.ts";
import type {
  Answer,
  Asked,
  CheckReport,
  Checks,
  CommentReference,
  ConversationState,
  Conversations,
  DeploymentRecord,
  Labeling,
  ListedComment,
  Mark,
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

  readonly read = async (thread: Thread): Promise<ConversationState | undefined> => {
    const pull = await this.#sources.pull(thread.repository, thread.number);
    if (pull === undefined) return undefined;
    const [status] = this.statusComments(thread);
    return {
      statusComment:
        status === undefined
          ? undefined
          : { id: status.id, nodeId: `IC_${status.id}`, body: status.body },
      replyMarkers: this.replies(thread).flatMap((one) => parseReplyMarker(one.body) ?? []),
      labels: pull.labels,
    };
  };

  readonly answer = async (answer: Answer): Promise<void> => {
    const { repository, number } = answer;
    const thread = number === undefined ? undefined : { repository, number };
    for (const deployment of answer.deployments) this.#deploy(deployment);
    await this.between();
    if (thread !== undefined) this.#writeStatus(thread, answer);
    await this.between();
    for (const reply of answer.replies) if (thread !== undefined) this.#post(thread, reply.body);
    await this.between();
    if (thread !== undefined) this.#removeLabels(thread, answer.removeLabels);
    for (const { commentId, mark } of answer.marks) {
      this.comments.find((one) => one.id === commentId)?.marks.add(mark);
    }
  };

  readonly commentsSince = (repository: string, since: string): Promise<readonly ListedComment[]> =>
    Promise.resolve(
      this.comments.filter(
        (one) =>
          one.thread.repository.toLowerCase() === repository.toLowerCase() &&
          Date.parse(one.createdAt) >= Date.parse(since),
      ),
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
    const known = conversation?.statusComment?.id;
    const existing = this.comments.find((one) => one.id === known);
    if (statusBody === undefined) return;
    if (existing === undefined) this.#post(thread, statusBody);
    else existing.body = statusBody;
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
      id: 1_000_000 + this.comments.length,
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

function sameThread(a: Thread, b: Thread): boolean {
  return a.repository.toLowerCase() === b.repository.toLowerCase() && a.number === b.number;
}
