import { rm } from 'node:fs/promises';
import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import {
  type ClusterTargets,
  type EngineAccess,
  type GitIdentity,
  type GitOpsRepositoryConfig,
  renderTargetFor,
} from '@adaptive-portal/plugin-adaptive-node';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import {
  createTemplateAction,
  type ActionContext,
} from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import { publishFiles } from '../publish/publishFiles';
import type { PublishRequest, PublishResult } from '../publish/types';
import { WaitingEditError } from '../publish/waitingEdit';
import { ensureReview } from '../review/ensureReview';
import { providerFor, type PublishProvider } from '../review/providerFor';
import { readWorkspaceFiles } from '../workspace/readWorkspaceFiles';
import { authorOf } from './author';
import { readEngineRef } from './engineRef';
import { findRepository } from './lookups';
import { publishExamples } from './publishAction.examples';
import { publishInput, publishOutput } from './publishAction.schema';
import { webLinks } from './webLinks';

/** What the action works with. */
export interface PublishActionOptions {
  repositories: GitOpsRepositoryConfig[];
  clusters: ClusterTargets;
  /** Committer of every commit, and author where a person's identity is not known. */
  committer: GitIdentity;
  integrations: ScmIntegrationRegistry;
  access: EngineAccess;
}

type Context = ActionContext<JsonObject>;

/** Pushes at most once per task: a task resumed after a crash goes on from the stored result. */
async function push(
  ctx: Context,
  request: Omit<PublishRequest, 'gitdir'>,
): Promise<PublishResult> {
  const run = async (): Promise<PublishResult> => {
    const gitdir = await ctx.createTemporaryDirectory();
    try {
      return await publishFiles({ ...request, gitdir });
    } finally {
      // The scaffolder itself removes it after successful steps only.
      await rm(gitdir, { recursive: true, force: true });
    }
  };
  if (request.dryRun) return run();
  const { repository, engine, operation } = request;
  const key = `push.${repository.id}.${stringifyEngineRef(
    engine,
  )}.${operation}`;
  return ctx.checkpoint({ key, fn: run });
}

/** A refusal for the sake of another edit, with the request in which that one waits, where the host has it. */
async function refusedFor(
  error: unknown,
  { reviews, repository }: PublishProvider,
  signal: AbortSignal | undefined,
): Promise<never> {
  if (!(error instanceof WaitingEditError)) throw error;
  const open = await reviews
    ?.findOpen({
      branch: error.branch,
      targetBranch: repository.branch,
      signal,
    })
    // The refusal is what counts.
    .catch(() => undefined);
  throw open ? error.waitingIn(open.url) : error;
}

async function askForReview(
  ctx: Context,
  provider: PublishProvider,
  request: Omit<PublishRequest, 'gitdir'>,
  review: { branch: string; summary: string },
): Promise<string | undefined> {
  const { reviews, repository } = provider;
  if (!reviews || request.dryRun) return undefined;
  const engine = stringifyEngineRef(request.engine);
  const { branch, summary } = review;
  const files =
    request.operation === 'delete'
      ? 'Removes all files of the engine.'
      : `Files:\n\n${request.files
          .map(({ path }) => `- \`${path}\``)
          .join('\n')}`;
  const requestedBy =
    request.requestedBy === undefined
      ? ''
      : `Asked for by \`${request.requestedBy}\`.`;
  return ctx.checkpoint({
    key: `review.${repository.id}.${branch}`,
    fn: async () => {
      const { url } = await ensureReview(reviews, {
        branch,
        targetBranch: repository.branch,
        title: `engine: ${request.operation} ${engine}`,
        body: [summary.trim() || files, requestedBy]
          .filter(part => part !== '')
          .join('\n\n'),
        marker: `<!-- adaptive-portal: ${engine} ${request.operation} -->`,
        signal: request.signal,
      });
      return url;
    },
  });
}

function describeResult(
  result: PublishResult,
  repository: GitOpsRepositoryConfig,
  dryRun: boolean,
): string {
  const { branch, commit, changed, pushed } = result;
  const where = `branch '${branch}' of repository '${repository.id}'`;
  if (!changed) return `Nothing to do: ${where} is as the change wants it`;
  if (pushed) return `Pushed commit ${commit} to ${where}`;
  return dryRun && commit === undefined
    ? `Dry run: would push a commit to ${where}`
    : `Nothing to do: ${where} has exactly this change, waiting for review`;
}

/**
 * Creates the action `adaptive:engine:publish`: files of the workspace in, a reviewable branch or pull request out.
 */
export function createPublishAction(options: PublishActionOptions) {
  const { repositories, clusters, committer, integrations, access } = options;
  return createTemplateAction({
    id: 'adaptive:engine:publish',
    description:
      "Commits an engine's files to a GitOps repository, on a branch of the engine's own, and asks for a review",
    examples: publishExamples,
    supportsDryRun: true,
    schema: { input: publishInput, output: publishOutput },
    async handler(ctx) {
      const { input, logger, user } = ctx;
      const configured = findRepository(repositories, input.repositoryId);
      const engine = readEngineRef(input.engineRef);
      const files = await readWorkspaceFiles({
        workspacePath: ctx.workspacePath,
        sourcePath: input.sourcePath,
        files: input.files ?? [],
      });
      const provider = await providerFor(configured, integrations);
      const { repository } = provider;
      const dryRun = ctx.isDryRun ?? false;
      const request = {
        repository,
        engine,
        operation: input.operation ?? 'create',
        files,
        readAt: input.readAt,
        waitingEdit: input.waitingEdit,
        kedaIsIndependent: input.kedaIsIndependent,
        target: renderTargetFor({
          repository,
          cluster: clusters.forCluster(engine.cluster),
        }),
        author: authorOf(user?.entity, committer),
        committer,
        requestedBy: user?.ref,
        mayKnow: await access.decide({
          engine,
          credentials: await ctx.getInitiatorCredentials(),
          signal: ctx.signal,
        }),
        dryRun,
        signal: ctx.signal,
      };
      const result = await push(ctx, request).catch(error =>
        refusedFor(error, provider, ctx.signal),
      );
      logger.info(describeResult(result, repository, dryRun));
      if (result.replaced) {
        logger.warn(
          `Branch '${result.branch}' held another change that nobody merged; this one takes its place there`,
        );
      }

      const { branch, commit, changed, pushed, replaced } = result;
      const pullRequestUrl = changed
        ? await askForReview(ctx, provider, request, {
            branch,
            summary: input.summary ?? '',
          })
        : undefined;
      const links = webLinks(repository.webUrls, { branch, commit });
      const outputs = {
        ...links,
        commit,
        pullRequestUrl,
        reviewUrl: pullRequestUrl ?? links.branchUrl,
      };
      ctx.output('branch', branch);
      ctx.output('targetBranch', repository.branch);
      ctx.output('changed', changed);
      ctx.output('pushed', pushed);
      ctx.output('replaced', replaced);
      for (const [name, value] of Object.entries(outputs)) {
        if (value !== undefined)
          ctx.output(name as keyof typeof outputs, value);
      }
    },
  });
}
