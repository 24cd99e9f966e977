import {
  checkEngineInput,
  renderEngine,
  validateEngine,
  type EngineInput,
  type Finding,
} from '@adaptive-portal/plugin-adaptive-manifests';
import {
  renderTargetFor,
  type ClusterTargets,
  type GitOpsRepositoryConfig,
} from '@adaptive-portal/plugin-adaptive-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { checkPlace } from '../plan/checkPlace';
import type { PlanFacts, PlanFactsAsker } from '../plan/planFacts';
import { engineSchema } from '../schema/engineSchema';
import {
  failOnSchema,
  findingsSchema,
  logFindings,
  outputFindings,
  stopAt,
} from './checkEngine';
import { engineRefOf } from './engineRef';
import { assertWatchedCluster, findRepository } from './lookups';
import { validateExamples } from './validateAction.examples';

/** What the action works with. */
export interface ValidateActionOptions {
  repositories: GitOpsRepositoryConfig[];
  clusters: ClusterTargets;
  facts: PlanFacts;
}

/**
 * Creates the action `adaptive:engine:validate`: an engine in, findings of all layers out. It asks the Adaptive backend
 * and changes nothing, so that a dry run is the same as a run.
 */
export function createValidateAction(options: ValidateActionOptions) {
  const { repositories, clusters, facts } = options;

  async function check(
    repository: GitOpsRepositoryConfig,
    input: EngineInput,
    asker: () => Promise<PlanFactsAsker>,
  ): Promise<Finding[]> {
    assertWatchedCluster(clusters.watched, input.cluster);
    const target = renderTargetFor({
      repository,
      cluster: clusters.forCluster(input.cluster),
    });
    const findings = validateEngine(input, target);
    // An engine with an error has no files to be checked.
    if (findings.some(({ severity }) => severity === 'error')) return findings;
    return checkPlace({
      repositoryId: repository.id,
      engine: engineRefOf(input),
      input,
      target,
      files: renderEngine(input, target),
      facts,
      asker: await asker(),
    });
  }

  return createTemplateAction({
    id: 'adaptive:engine:validate',
    description:
      'Checks an Adaptive engine against the rules of its chart version, of autoscaling, of the place it goes to and of its cluster',
    examples: validateExamples,
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
        valid: z => z.boolean().describe('False when a finding is an error'),
        findings: z => findingsSchema(z).describe('Errors first'),
      },
    },
    async handler(ctx) {
      const { repositoryId, failOn = 'error' } = ctx.input;
      const repository = findRepository(repositories, repositoryId);
      const { input, findings: shape } = checkEngineInput(ctx.input.engine);
      const findings = input
        ? await check(repository, input, async () => ({
            credentials: await ctx.getInitiatorCredentials(),
            signal: ctx.signal,
          }))
        : shape;
      logFindings(ctx.logger, findings);
      ctx.output(
        'valid',
        findings.every(({ severity }) => severity !== 'error'),
      );
      ctx.output('findings', outputFindings(findings));
      stopAt(failOn, findings);
    },
  });
}
