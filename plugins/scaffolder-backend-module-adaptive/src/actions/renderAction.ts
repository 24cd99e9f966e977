import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import {
  engineEntityName,
  parseEngineInput,
  pausePools,
  renderEngine,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  renderTargetFor,
  type ClusterTargets,
  type GitOpsRepositoryConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { checkPlace } from '../plan/checkPlace';
import type { PlanFacts } from '../plan/planFacts';
import { engineSchema } from '../schema/engineSchema';
import { writeWorkspaceFile } from '../workspace/writeWorkspaceFile';
import {
  checkEngine,
  findingsSchema,
  kedaIsIndependentSchema,
  logFindings,
  outputFindings,
  refuseErrors,
  withIndependentKeda,
} from './checkEngine';
import { engineRefOf } from './engineRef';
import { assertWatchedCluster, findRepository } from './lookups';
import { renderExamples } from './renderAction.examples';
import { checkOwner } from './renderOwner';
import { renderSummary } from './renderSummary';

/** What the action works with. */
export interface RenderActionOptions {
  repositories: GitOpsRepositoryConfig[];
  clusters: ClusterTargets;
  /** Where owners are looked up, with the credentials of whoever started the task. */
  catalog: Pick<CatalogService, 'getEntityByRef'>;
  facts: PlanFacts;
}

/**
 * Creates the action `adaptive:engine:render`: engine in, files in the workspace out. It asks the catalog
 * and the Adaptive backend and changes nothing there, so that a dry run is the same as a run.
 */
export function createRenderAction(options: RenderActionOptions) {
  const { repositories, clusters, catalog, facts } = options;
  return createTemplateAction({
    id: 'adaptive:engine:render',
    description:
      'Renders an Adaptive engine for GitOps: Argo CD Application, chart values, manifests and catalog file',
    examples: renderExamples,
    supportsDryRun: true,
    schema: {
      input: {
        repositoryId: z =>
          z
            .string()
            .describe('Id of a repository in adaptive.gitops.repositories'),
        engine: engineSchema,
        pausedPools: z =>
          z
            .array(z.string())
            .optional()
            .describe('Pools whose autoscaling is paused'),
        unknownOwner: z =>
          z
            .enum(['refuse', 'warn'])
            .optional()
            .describe(
              'What becomes of an owner that is no group of the catalog: refuse, the default, ends the task; warn is for changes to an engine that runs',
            ),
        kedaIsIndependent: kedaIsIndependentSchema,
      },
      output: {
        engine: z =>
          z
            .object({})
            .passthrough()
            .describe('The engine, as input of the other actions'),
        files: z => z.array(z.string()).describe('Paths of the files'),
        engineRef: z => z.string().describe('<cluster>/<namespace>/<release>'),
        entityRef: z => z.string().describe("The engine's catalog entity"),
        findings: z =>
          findingsSchema(z).describe('Warnings and notes of the rules'),
        summary: z => z.string().describe('What was rendered, in Markdown'),
      },
    },
    async handler(ctx) {
      const repository = findRepository(repositories, ctx.input.repositoryId);
      const input = parseEngineInput(ctx.input.engine);
      assertWatchedCluster(clusters.watched, input.cluster);
      const target = renderTargetFor({
        repository,
        cluster: clusters.forCluster(input.cluster),
      });
      checkEngine(input, target);
      const credentials = await ctx.getInitiatorCredentials();
      await checkOwner({
        owner: input.owner,
        unknownOwner: ctx.input.unknownOwner ?? 'refuse',
        catalog,
        credentials,
        logger: ctx.logger,
      });
      const files = pausePools(
        renderEngine(input, target),
        input,
        ctx.input.pausedPools ?? [],
      );
      const engine = engineRefOf(input);
      const findings = withIndependentKeda(
        await checkPlace({
          repositoryId: repository.id,
          engine,
          input,
          target,
          files,
          facts,
          asker: { credentials, signal: ctx.signal },
        }),
        ctx.input.kedaIsIndependent,
      );
      logFindings(ctx.logger, findings);
      refuseErrors(`Engine '${input.name}' cannot be rendered`, findings);
      for (const { path, content } of files) {
        await writeWorkspaceFile(ctx.workspacePath, path, content);
      }

      ctx.logger.info(
        `Rendered ${files.length} files of engine ${stringifyEngineRef(
          engine,
        )}`,
      );
      ctx.output(
        'files',
        files.map(file => file.path),
      );
      ctx.output('engineRef', stringifyEngineRef(engine));
      ctx.output('entityRef', `component:default/${engineEntityName(engine)}`);
      ctx.output('engine', { ...input });
      ctx.output('findings', outputFindings(findings));
      ctx.output('summary', renderSummary({ engine, input, files, findings }));
    },
  });
}
