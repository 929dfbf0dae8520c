/**
 * What the sandbox carries of GitHub's GraphQL schema: `scripts/extract-graphql-schema.mjs` cuts it out.
 *
 * One entry a type: its fields, and in brackets the arguments that are honoured. A field or argument that is
 * missing here is unknown to the sandbox, so that a query which needs it fails instead of being answered wrongly.
 * Fields of an interface need not be repeated by the types that implement it. Enums, scalars and input types
 * come along whole when something refers to them; an input type that is listed is cut to the listed fields.
 */
export const keptFields = {
  Query: `
    node(id) nodes(ids) organization(login) rateLimit repository(owner name followRenames)
    user(login) viewer`,
  Mutation: `
    addComment addLabelsToLabelable addReaction createCheckRun createCommitOnBranch createDeployment
    createDeploymentStatus createRef deleteIssueComment deleteRef removeLabelsFromLabelable
    removeReaction updateCheckRun updateIssueComment updateRef updateRefs`,

  // Interfaces
  Actor: `login resourcePath url`,
  Closable: `closed closedAt`,
  Comment: `
    author authorAssociation body createdAt editor includesCreatedEdit lastEditedAt publishedAt updatedAt
    viewerDidAuthor`,
  GitObject: `abbreviatedOid commitUrl oid repository`,
  GitSignature: `email isValid payload signature signer state wasSignedByGitHub`,
  Labelable: `labels(first last after before orderBy) viewerCanLabel`,
  Lockable: `locked`,
  Node: `id`,
  Reactable: `databaseId reactionGroups reactions(first last after before content orderBy) viewerCanReact`,
  RepositoryNode: `repository`,
  RepositoryOwner: `id login resourcePath url`,
  UniformResourceLocatable: `resourcePath url`,

  // Accounts
  Bot: `createdAt databaseId updatedAt`,
  Organization: `
    createdAt databaseId membersWithRole(first last after before) name team(slug)
    teams(first last after before)`,
  OrganizationMemberConnection: `edges nodes pageInfo totalCount`,
  OrganizationMemberEdge: `cursor node role`,
  Team: `
    combinedSlug databaseId members(first last after before membership query role) name organization slug`,
  TeamConnection: `edges nodes pageInfo totalCount`,
  TeamEdge: `cursor node`,
  TeamMemberConnection: `edges nodes pageInfo totalCount`,
  TeamMemberEdge: `cursor node role`,
  User: `createdAt databaseId email isViewer name organization(login) updatedAt`,
  UserConnection: `edges nodes pageInfo totalCount`,
  UserEdge: `cursor node`,
  App: `databaseId name slug url`,

  // Repositories and refs
  Repository: `
    collaborators(first last after before login query) createdAt databaseId defaultBranchRef
    deployments(first last after before environments orderBy) environment(name)
    environments(first last after before names) isArchived isEmpty isFork isInOrganization isPrivate
    issue(number) issueOrPullRequest(number) issues(first last after before labels orderBy states)
    label(name) labels(first last after before query) name nameWithOwner object(expression oid) owner parent
    pullRequest(number)
    pullRequests(first last after before baseRefName headRefName labels orderBy states)
    ref(qualifiedName) refs(first last after before direction orderBy query refPrefix) viewerPermission
    visibility`,
  RepositoryCollaboratorConnection: `edges nodes pageInfo totalCount`,
  RepositoryCollaboratorEdge: `cursor node permission`,
  Ref: `
    associatedPullRequests(first last after before baseRefName headRefName labels orderBy states)
    compare(headRef) name prefix repository target`,
  RefConnection: `edges nodes pageInfo totalCount`,
  RefEdge: `cursor node`,
  Comparison: `aheadBy baseTarget behindBy commits(first last after before) headTarget id status`,
  ComparisonCommitConnection: `authorCount edges nodes pageInfo totalCount`,
  Environment: `databaseId name`,
  EnvironmentConnection: `edges nodes pageInfo totalCount`,
  EnvironmentEdge: `cursor node`,
  PageInfo: `endCursor hasNextPage hasPreviousPage startCursor`,
  RateLimit: `cost limit nodeCount remaining resetAt used`,

  // Git objects
  Blob: `byteSize id isBinary isTruncated text`,
  Commit: `
    additions associatedPullRequests(first last after before orderBy) author authoredByCommitter authoredDate
    changedFiles changedFilesIfAvailable checkSuites(first last after before filterBy) committedDate committer
    deletions deployments(first last after before environments orderBy) file(path)
    history(first after path since until) message messageBody messageHeadline
    parents(first last after before) signature status statusCheckRollup tree`,
  CommitConnection: `edges nodes pageInfo totalCount`,
  CommitEdge: `cursor node`,
  CommitHistoryConnection: `edges nodes pageInfo totalCount`,
  GitActor: `date email name user`,
  GpgSignature: `keyId`,
  SshSignature: `keyFingerprint`,
  Tag: `message name tagger target`,
  Tree: `entries`,
  TreeEntry: `extension mode name object oid path size type`,
  UnknownSignature: ``,

  // Issues and pull requests
  Issue: `
    comments(first last after before orderBy) number state
    timelineItems(first last after before itemTypes since skip) title`,
  IssueConnection: `edges nodes pageInfo totalCount`,
  IssueEdge: `cursor node`,
  IssueComment: `fullDatabaseId issue pullRequest url`,
  IssueCommentConnection: `edges nodes pageInfo totalCount`,
  IssueCommentEdge: `cursor node`,
  IssueOrPullRequest: ``,
  Label: `color name repository url`,
  LabelConnection: `edges nodes pageInfo totalCount`,
  LabelEdge: `cursor node`,
  PullRequest: `
    additions baseRef baseRefName baseRefOid baseRepository changedFiles comments(first last after before orderBy)
    commits(first last after before) deletions files(first last after before) headRef headRefName headRefOid
    headRepository headRepositoryOwner isCrossRepository isDraft mergeCommit mergeable merged mergedAt mergedBy
    number permalink potentialMergeCommit state statusCheckRollup
    timelineItems(first last after before itemTypes since skip) title`,
  PullRequestChangedFile: `additions changeType deletions path`,
  PullRequestChangedFileConnection: `edges nodes pageInfo totalCount`,
  PullRequestChangedFileEdge: `cursor node`,
  PullRequestCommit: `commit pullRequest`,
  PullRequestCommitConnection: `edges nodes pageInfo totalCount`,
  PullRequestCommitEdge: `cursor node`,
  PullRequestConnection: `edges nodes pageInfo totalCount`,
  PullRequestEdge: `cursor node`,
  Reaction: `content createdAt reactable user`,
  ReactionConnection: `edges nodes pageInfo totalCount viewerHasReacted`,
  ReactionEdge: `cursor node`,
  ReactionGroup: `content createdAt reactors(first last after before) subject viewerHasReacted`,
  Reactor: ``,
  ReactorConnection: `edges nodes pageInfo totalCount`,
  ReactorEdge: `cursor node reactedAt`,
  IssueTimelineItems: ``,
  IssueTimelineItemsConnection: `edges filteredCount nodes pageCount pageInfo totalCount`,
  IssueTimelineItemsEdge: `cursor node`,
  PullRequestTimelineItems: ``,
  PullRequestTimelineItemsConnection: `edges filteredCount nodes pageCount pageInfo totalCount`,
  PullRequestTimelineItemsEdge: `cursor node`,
  ClosedEvent: `actor closable createdAt`,
  LabeledEvent: `actor createdAt label labelable`,
  MergedEvent: `actor commit createdAt mergeRefName pullRequest`,
  ReopenedEvent: `actor closable createdAt`,
  UnlabeledEvent: `actor createdAt label labelable`,

  // Statuses, checks and deployments
  Status: `commit context(name) contexts state`,
  StatusContext: `commit context createdAt creator description state targetUrl`,
  StatusCheckRollup: `commit contexts(first last after before) state`,
  StatusCheckRollupContext: ``,
  StatusCheckRollupContextConnection: `
    checkRunCount edges nodes pageInfo statusContextCount totalCount`,
  StatusCheckRollupContextEdge: `cursor node`,
  CheckAnnotation: `annotationLevel location message path title`,
  CheckAnnotationConnection: `edges nodes pageInfo totalCount`,
  CheckAnnotationEdge: `cursor node`,
  CheckAnnotationPosition: `column line`,
  CheckAnnotationSpan: `end start`,
  CheckRun: `
    annotations(first last after before) checkSuite completedAt conclusion databaseId detailsUrl externalId
    name permalink repository startedAt status summary text title`,
  CheckRunConnection: `edges nodes pageInfo totalCount`,
  CheckRunEdge: `cursor node`,
  CheckSuite: `
    app checkRuns(first last after before filterBy) commit conclusion createdAt databaseId repository status
    updatedAt`,
  CheckSuiteConnection: `edges nodes pageInfo totalCount`,
  CheckSuiteEdge: `cursor node`,
  Deployment: `
    commit commitOid createdAt creator databaseId description environment latestEnvironment latestStatus
    originalEnvironment payload ref repository state statuses(first last after before) task updatedAt`,
  DeploymentConnection: `edges nodes pageInfo totalCount`,
  DeploymentEdge: `cursor node`,
  DeploymentStatus: `
    createdAt creator deployment description environment environmentUrl logUrl state updatedAt`,
  DeploymentStatusConnection: `edges nodes pageInfo totalCount`,
  DeploymentStatusEdge: `cursor node`,

  // What mutations take, where less than GitHub's
  CheckRunOutput: `annotations summary text title`,
  CreateDeploymentStatusInput: `
    autoInactive clientMutationId deploymentId description environmentUrl logUrl state`,
  CheckRunFilter: `appId checkName`,
  CheckSuiteFilter: `appId checkName`,

  // What mutations answer
  AddCommentPayload: `clientMutationId commentEdge subject`,
  AddLabelsToLabelablePayload: `clientMutationId labelable`,
  AddReactionPayload: `clientMutationId reaction reactionGroups subject`,
  CreateCheckRunPayload: `checkRun clientMutationId`,
  CreateCommitOnBranchPayload: `clientMutationId commit ref`,
  CreateDeploymentPayload: `autoMerged clientMutationId deployment`,
  CreateDeploymentStatusPayload: `clientMutationId deploymentStatus`,
  CreateRefPayload: `clientMutationId ref`,
  DeleteIssueCommentPayload: `clientMutationId`,
  DeleteRefPayload: `clientMutationId`,
  RemoveLabelsFromLabelablePayload: `clientMutationId labelable`,
  RemoveReactionPayload: `clientMutationId reaction reactionGroups subject`,
  UpdateCheckRunPayload: `checkRun clientMutationId`,
  UpdateIssueCommentPayload: `clientMutationId issueComment`,
  UpdateRefPayload: `clientMutationId ref`,
  UpdateRefsPayload: `clientMutationId`,
};
