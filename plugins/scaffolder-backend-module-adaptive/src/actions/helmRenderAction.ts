import { parseEngineInput } from '@adaptive-portal/plugin-adaptive-manifests';
import {
  renderTargetFor,
  type ClusterTargets,
  type GitOpsRepositoryConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { HelmConfig } from '../helm/helmConfig';
import { helmTemplate } from '../helm/helmTemplate';
import { engineSchema } from '../schema/engineSchema';
import {
  checkEngine,
  failOnSchema,
  findingsSchema,
  logFindings,
  outputFindings,
  stopAt,
} from './checkEngine';
import { helmRenderExamples } from './helmRenderAction.examples';
import { assertWatchedCluster, findRepository } from './lookups';

/** What the action works with. */
export interface HelmRenderActionOptions {
  repositories: GitOpsRepositoryConfig[];
  clusters: ClusterTargets;
  helm: HelmConfig;
  /** Environment in which `helm` is looked for. */
  env: NodeJS.ProcessEnv;
}

/**
 * Creates the action `adaptive:engine:helm-render`: an engine in, the words of Helm and the real chart out. It reads a
 * chart and changes nothing, so that a dry run is the same as a run.
 */
export function createHelmRenderAction(options: HelmRenderActionOptions) {
  const { repositories, clusters, helm, env } = options;
  return createTemplateAction({
    id: 'adaptive:engine:helm-render',
    description:
      'Renders an Adaptive engine with Helm and the real chart, where the backend has Helm, and reports what Helm says',
    examples: helmRenderExamples,
    supportsDryRun: true,
    schema: {
      input: {
        repositoryId: z =>
          z
            .string()
            .describe('Id of a repository in adaptive.gitops.repositories'),
        engine: engineSchema,
        failOn: failOnSchema,
      },
      output: {
        available: z =>
          z.boolean().describe('False without Helm, or without the chart'),
        rendered: z => z.boolean().describe('Whether Helm rendered the engine'),
        objects: z =>
          z
            .array(z.object({ kind: z.string(), name: z.string() }))
            .describe('What the chart would install'),
        findings: z => findingsSchema(z).describe("Helm's words"),
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
      const report = await helmTemplate({
        input,
        target,
        helm,
        env,
        signal: ctx.signal,
      });
      const { available, rendered, objects, findings } = report;
      logFindings(ctx.logger, findings);
      if (rendered) {
        ctx.logger.info(`Helm rendered ${objects.length} objects`);
      }
      ctx.output('available', available);
      ctx.output('rendered', rendered);
      ctx.output('objects', objects);
      ctx.output('findings', outputFindings(findings));
      stopAt(ctx.input.failOn ?? 'error', findings);
    },
  });
}
