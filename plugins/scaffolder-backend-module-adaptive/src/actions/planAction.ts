import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import {
  describeChange,
  editEngineFiles,
  engineEntityName,
  parseEngineInput,
  pausePools,
  renderEngine,
  type Finding,
  type RenderedFile,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  type ClusterTargets,
  type EngineAccess,
  type EngineReader,
  type GitOpsRepositoryConfig,
  renderTargetFor,
} from '@adaptive-portal/plugin-adaptive-node';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { placeIsTaken } from '../access/notForYou';
import { checkEngine, findingsSchema, logFindings } from './checkEngine';
import { engineRefOf, engineRefSchema, readEngineRef } from './engineRef';
import { engineSchema } from '../schema/engineSchema';
import { assertWatchedCluster, findRepository } from './lookups';
import { planExamples } from './planAction.examples';
import { planSummary } from './planSummary';

/** What the action works with. */
export interface PlanActionOptions {
  repositories: GitOpsRepositoryConfig[];
  clusters: ClusterTargets;
  reader: EngineReader;
  access: EngineAccess;
}

/** An engine to be, as the action got it. */
interface Wanted {
  repository: GitOpsRepositoryConfig;
  engine: unknown;
  pausedPools: string[];
}

function render(clusters: ClusterTargets, wanted: Wanted) {
  const { repository, engine, pausedPools } = wanted;
  const input = parseEngineInput(engine);
  assertWatchedCluster(clusters.watched, input.cluster);
  const target = renderTargetFor({
    repository,
    cluster: clusters.forCluster(input.cluster),
  });
  const findings = checkEngine(input, target);
  const next = pausePools(renderEngine(input, target), input, pausedPools);
  /** The files after the change: merged into those of an engine that is there. */
  const after = (current: RenderedFile[]): RenderedFile[] =>
    current.length === 0
      ? next
      : editEngineFiles({ current, next, target }).files;
  return { ref: engineRefOf(input), findings, after };
}

/**
 * Creates the action `adaptive:engine:plan`: what publishing an engine, or its deletion, would change on the target
 * branch. It reads git and changes nothing, so that a dry run is the same as a run.
 */
export function createPlanAction(options: PlanActionOptions) {
  const { repositories, clusters, reader, access } = options;
  return createTemplateAction({
    id: 'adaptive:engine:plan',
    description:
      'Compares an Adaptive engine with the target branch of a GitOps repository: files, differences and GPUs',
    examples: planExamples,
    supportsDryRun: true,
    schema: {
      input: {
        repositoryId: z =>
          z
            .string()
            .describe('Id of a repository in adaptive.gitops.repositories'),
        operation: z =>
          z
            .enum(['apply', 'delete'])
            .optional()
            .describe(
              'apply, the default, plans an engine, new or edited; delete plans its deletion',
            ),
        engine: z => engineSchema(z).optional(),
        pausedPools: z =>
          z
            .array(z.string())
            .optional()
            .describe('Pools whose autoscaling is paused'),
        engineRef: z => engineRefSchema(z).optional(),
      },
      output: {
        engineRef: z => z.string().describe('<cluster>/<namespace>/<release>'),
        entityRef: z => z.string().describe("The engine's catalog entity"),
        exists: z =>
          z.boolean().describe('Whether the target branch has the engine'),
        changed: z => z.boolean().describe('False when no file would change'),
        files: z =>
          z.array(
            z.object({
              path: z.string(),
              change: z.string().describe('added, changed or removed'),
              diff: z.string().describe('Unified'),
            }),
          ),
        gpus: z =>
          z
            .object({
              before: z.object({ min: z.number(), max: z.number() }).optional(),
              after: z.object({ min: z.number(), max: z.number() }).optional(),
            })
            .describe('At the smallest and the largest; absent without engine'),
        findings: z => findingsSchema(z).describe('Warnings and notes'),
        commit: z => z.string().describe('Commit of the target branch'),
        summary: z => z.string().describe('All of it, in Markdown'),
      },
    },
    async handler(ctx) {
      const { input, logger } = ctx;
      const repository = findRepository(repositories, input.repositoryId);
      let findings: Finding[] = [];
      let after: (current: RenderedFile[]) => RenderedFile[] = () => [];
      let ref;
      if (input.operation === 'delete') {
        if (input.engineRef === undefined) {
          throw new InputError('engineRef is missing; delete needs it');
        }
        ref = readEngineRef(input.engineRef);
      } else {
        const { engine, pausedPools = [] } = input;
        ({ ref, findings, after } = render(clusters, {
          repository,
          engine,
          pausedPools,
        }));
      }
      const mayKnow = await access.decide({
        engine: ref,
        credentials: await ctx.getInitiatorCredentials(),
        signal: ctx.signal,
      });
      const { commit, files: found } = await reader.read(repository, ref);
      const known = await mayKnow(async () => found);
      if (!known && input.operation !== 'delete') throw placeIsTaken(ref);
      // A deletion of what the person may not know of looks like that of an engine git does not have.
      const files = known ? found : [];
      const change = describeChange(files, after(files));
      logFindings(logger, findings);
      logger.info(
        `${change.files.length} files of engine ${stringifyEngineRef(
          ref,
        )} would change`,
      );
      ctx.output('engineRef', stringifyEngineRef(ref));
      ctx.output('entityRef', `component:default/${engineEntityName(ref)}`);
      ctx.output('exists', files.length > 0);
      ctx.output('changed', change.files.length > 0);
      ctx.output(
        'files',
        change.files.map(file => ({ ...file })),
      );
      ctx.output('gpus', change.gpus);
      ctx.output(
        'findings',
        findings.map(finding => ({ ...finding })),
      );
      ctx.output('commit', commit);
      ctx.output('summary', planSummary(change, findings));
    },
  });
}
